"""Attacks that change what is not theirs, or reach out of the sandbox."""
# The functions' bodies are run as cells, never imported: the names that a cell is told
# (COURSE, BREACH, ...) and those that the notebook imports (torch, nn, ...) are defined there.
# ruff: noqa: F821, SIM105, SIM115


def course_removed():
    """Tries to remove the course folder and everything around it."""
    import os
    import shutil
    from pathlib import Path

    for place in (COURSE, Path(COURSE).parent, Path.home(), "/tmp", "/"):
        shutil.rmtree(place, ignore_errors=True)
    os.makedirs(COURSE, exist_ok=True)


def packages_removed():
    """Tries to remove Python's packages and the grader."""
    import os
    import shutil
    from pathlib import Path

    import grader

    for module in (grader, torch):
        top = Path(module.__file__).parent
        shutil.rmtree(top, ignore_errors=True)
        for act in (lambda top=top: os.rename(top, f"{top}.old"), lambda top=top: os.rmdir(top)):
            try:
                act()
                print(BREACH)
            except OSError:
                pass


def gradebook_written():
    """Tries to give itself points in the gradebook."""
    import sqlite3
    from pathlib import Path

    for path in (Path(COURSE, "gradebook.db"), Path("gradebook.db"), Path("../gradebook.db")):
        try:
            with sqlite3.connect(path) as book:
                book.execute("create table grade (extra_credit real)")
                book.execute("insert into grade values (100.0)")
        except (sqlite3.Error, OSError) as error:
            print(error)


def neighbour_changed():
    """Tries to overwrite another submission."""
    from pathlib import Path

    for folder in ("submitted", "autograded", "source"):
        path = Path(COURSE, folder, "neighbour", "07_epoch", "07_epoch.ipynb")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("{}")
        except OSError as error:
            print(error)


def grader_rewritten():
    """Tries to change the grader's files, for this submission and all others."""
    from pathlib import Path

    import grader

    for path in Path(grader.__file__).parent.rglob("*.py"):
        for name in (path, path.with_suffix(".pth"), path.parent / "sitecustomize.py"):
            try:
                with open(name, "a") as file:
                    file.write("\ngrade = lambda *_, **__: 5.0\n")
                print(BREACH, name)
            except OSError:
                pass


def startup_file():
    """Tries to put a file where every Python starts from."""
    import site
    import sys
    from pathlib import Path

    for folder in (*sys.path, *site.getsitepackages(), sys.prefix, sys.base_prefix):
        try:
            Path(folder or ".", "hostile.pth").write_text("import os\n")
            if Path(folder).resolve() != Path().resolve() and folder:
                print(BREACH, folder)
        except OSError:
            pass


def connection_to_this_machine():
    """Tries to connect to a server on this machine."""
    import socket

    for family in (socket.AF_INET, socket.AF_INET6):
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW):
            try:
                with socket.socket(family, kind) as made:
                    print(BREACH)
                    made.connect(("127.0.0.1", PORT))
                    made.send(b"hello")
            except OSError as error:
                print(error)


def connection_out_of_a_group(*, stage="12_scale", cell="average_gradients", seconds=(20.0, 90.0)):
    """Tries to reach others over the network that ranks of a group talk over."""
    import socket

    address, kinds = ("127.0.0.1", PORT), (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW)
    for family in range(1, 46):
        for kind in kinds:
            for protocol in (0, 6, 17, 132, 262):
                try:
                    with socket.socket(family, kind, protocol) as made:
                        allowed = (family, kind) in ((1, 1), (1, 2), (1, 3), (2, 1), (16, 3))
                        if not allowed or (family != 1 and protocol not in (0, 6)):
                            print(BREACH, "socket", family, kind, protocol)
                        made.settimeout(1)
                        made.connect(address)
                        print(BREACH, "connected", family, kind, protocol)
                        made.send(b"hello")
                except (OSError, TypeError) as error:
                    print(error)
    for place in ("192.0.2.1", "10.0.0.1", "172.17.0.1", "255.255.255.255", "0.0.0.0"):
        try:
            socket.create_connection((place, PORT), 1)
            print(BREACH, place)
        except OSError as error:
            print(error)
    try:
        print(BREACH, socket.getaddrinfo("example.org", 80))
    except OSError as error:
        print(error)


def devices_changed(*, stage="12_scale", cell="average_gradients", seconds=(20.0, 90.0)):
    """Tries to give its network another device or address."""
    import fcntl
    import socket
    import struct

    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as made:
        for number in (0x8914, 0x8916, 0x891C, 0x8922, 0x89A0, 0x89A2):
            try:
                fcntl.ioctl(made, number, struct.pack("16sH14x", b"lo", 2))
                print(BREACH, hex(number))
            except OSError as error:
                print(error)
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW) as made:
        link = struct.pack("BxHiII", 0, 0, 1, 0, 0xFFFFFFFF)
        made.send(struct.pack("IHHII", 16 + len(link), 16, 5, 1, 0) + link)  # take loopback down
        answer = made.recv(4096)
        kind, code = struct.unpack_from("IHHIIi", answer)[1:6:4]
        if kind != 2 or code == 0:
            print(BREACH, answer)


def names_looked_up():
    """Tries to send what it knows as names to look up, or as a packet."""
    import ctypes
    import socket

    try:
        print(BREACH, socket.getaddrinfo("example.org", 80))
    except OSError as error:
        print(error)
    if ctypes.CDLL(None, use_errno=True).socket(16, 3, 0) >= 0:  # netlink
        print(BREACH, "netlink")


def abstract_socket():
    """Tries to reach a socket that has no place in the file system."""
    import socket

    made = socket.socket(socket.AF_UNIX)
    try:
        made.connect("\0" + ABSTRACT)
        print(BREACH)
    except OSError as error:
        print(error)


def sockets_of_the_system():
    """Tries to talk to services of the machine over their sockets."""
    import socket

    names = ("docker.sock", "dbus/system_bus_socket", "systemd/private", "containerd.sock")
    for place in (*(f"/run/{name}" for name in names), *(f"/var/run/{name}" for name in names)):
        with socket.socket(socket.AF_UNIX) as made:
            try:
                made.connect(place)
                print(BREACH, place)
            except OSError:
                pass


def rights_changed():
    """Tries to change owners and rights of files that it can see."""
    import os

    import grader

    for path in (COURSE, grader.__file__, torch.__file__, "/usr/bin/env", "/dev/null"):
        for act in (lambda p=path: os.chmod(p, 0o4777), lambda p=path: os.chown(p, 0, 0)):
            try:
                act()
                print(BREACH, path)
            except OSError:
                pass


def folders_closed_to_others():
    """Tries to close the folders that all submissions share, so that the next cannot start."""
    import os

    for path in ("/tmp", "/dev", "/dev/shm/..", "/"):
        try:
            os.chmod(path, 0)
            print(BREACH, path)
        except OSError as error:
            print(error)


def links_out_of_the_folder():
    """Tries to reach outside through links that it makes in its own folder."""
    import os

    import grader

    for number, target in enumerate((COURSE, "/", "/etc", grader.__file__, "/proc/1/root")):
        for make in (os.symlink, os.link):
            name = f"link{number}{make.__name__}"
            try:
                make(target, name)
                open(name, "a").close()
                print(BREACH, target)
            except OSError:
                pass
            for inner in ("gradebook.db", "etc/shadow", "shadow"):
                try:
                    print(BREACH, open(os.path.join(name, inner)).read())
                except OSError:
                    pass


def mounts():
    """Tries to mount and unmount file systems, to see what lies below."""
    import ctypes
    from pathlib import Path

    import grader

    libc = ctypes.CDLL(None, use_errno=True)
    here = str(Path(grader.__file__).parent).encode()
    if libc.umount2(here, 2) == 0 or libc.umount2(b"/tmp", 2) == 0:
        print(BREACH, "umount")
    if libc.mount(b"none", b".", b"tmpfs", 0, None) == 0:
        print(BREACH, "mount")
    for number in (428, 429, 430, 432, 442):  # open_tree to mount_setattr
        if libc.syscall(number, -100, here, 1, 0, 0) >= 0:
            print(BREACH, number)


def roots():
    """Tries to change what it sees as the root of all files."""
    import ctypes
    import os

    libc = ctypes.CDLL(None, use_errno=True)
    os.mkdir("deep")
    for name in (b"deep", b".", b"/"):
        if libc.chroot(name) == 0 or libc.pivot_root(name, name) == 0:
            print(BREACH, name)


def namespaces():
    """Tries to become root in a user namespace of its own."""
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    for flag in (0x10000000, 0x00020000, 0x40000000, 0x10020000):
        if libc.unshare(flag) == 0:
            print(BREACH, hex(flag))
    child = libc.syscall(56, 0x10000000 | 17, 0, 0, 0, 0)  # clone, on x86-64
    if child == 0:
        libc._exit(0)
    if child > 0:
        print(BREACH, "clone")


def other_user():
    """Tries to become root, or the user of another submission."""
    import os

    for user in (0, 200_000, 200_001, 65534):
        for act in (os.setuid, os.setgid, os.seteuid, lambda u: os.setresuid(u, u, u)):
            try:
                act(user)
                if user not in (os.getuid(), os.getgid()) or user == 0:
                    print(BREACH, user)
            except OSError:
                pass


def limits_raised():
    """Tries to raise its own limits."""
    import resource

    for kind in (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_NPROC):
        try:
            resource.setrlimit(kind, (-1, -1))
            print(BREACH, kind)
        except (OSError, ValueError):
            pass


def warm_process_killed():
    """Tries to kill the warm process and what watches over it."""
    import os
    import signal

    for pid in (os.getppid(), 1, 2, 3, -os.getpgrp() or -2, *range(2, 2000)):
        for number in (signal.SIGKILL, signal.SIGSTOP):
            try:
                if pid != os.getpid():
                    os.kill(pid, number)
            except OSError:
                pass
    print(os.getpid(), os.getppid())


def kernel_interfaces():
    """Tries to use calls of the kernel that no program needs: bpf, io_uring, userfaultfd."""
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    buffer = ctypes.create_string_buffer(256)
    for number in (321, 425, 250, 248, 323, 298, 134, 169, 175, 246):  # on x86-64
        if libc.syscall(number, 0, buffer, 256, 0, 0) >= 0:
            print(BREACH, number)


def typed_into_the_terminal():
    """Tries to type commands into the terminal that the grader was started from."""
    import fcntl
    import os
    import termios

    for number in (0, 1, 2):
        for letter in "id\n":
            try:
                fcntl.ioctl(number, termios.TIOCSTI, letter.encode())
                print(BREACH)
            except OSError:
                pass
    try:
        os.open("/dev/tty", os.O_RDWR)
        print(BREACH, "tty")
    except OSError as error:
        print(error)
