"""Attacks that read what is hidden."""
# The functions' bodies are run as cells, never imported: the names that a cell is told
# (COURSE, BREACH, ...) and those that the notebook imports (torch, nn, ...) are defined there.
# ruff: noqa: F821, F841, SIM105, SIM115


def course_by_its_path():
    """Tries to read the gradebook, the secret and another submission where they lie."""
    from pathlib import Path

    for path in Path(COURSE).rglob("*"):
        print(path, path.read_text())
    for name in ("gradebook.db", ".grader_secret", "submitted/neighbour/07_epoch/07_epoch.ipynb"):
        try:
            print((Path(COURSE) / name).read_bytes())
        except OSError as error:
            print(error)


def course_by_guessing():
    """Tries to find the course folder by going up from where it is."""
    import os
    from pathlib import Path

    for depth in range(8):
        for root, _, files in os.walk(Path(*[".."] * depth)):
            for name in files:
                if name in ("gradebook.db", ".grader_secret"):
                    print(Path(root, name).read_text())


def environment_of_others():
    """Tries to read secrets from the environment of this and other processes."""
    import os
    from pathlib import Path

    print(dict(os.environ))
    for pid in range(1, 400):
        for name in ("environ", "cmdline", "maps", "root/proc/1/environ"):
            try:
                print(Path(f"/proc/{pid}/{name}").read_bytes())
            except OSError:
                pass


def memory_of_the_parent():
    """Tries to read the memory of the processes above it with ptrace and process_vm_readv."""
    import ctypes
    import os

    libc = ctypes.CDLL(None, use_errno=True)
    buffer = ctypes.create_string_buffer(64)

    class Part(ctypes.Structure):
        _fields_ = [("start", ctypes.c_void_p), ("size", ctypes.c_size_t)]

    here = Part(ctypes.addressof(buffer), 64)
    for pid in (os.getpid(), os.getppid(), *range(1, 30)):
        if libc.process_vm_readv(pid, ctypes.byref(here), 1, ctypes.byref(here), 1, 0) >= 0:
            print(BREACH, "process_vm_readv", pid)
        if libc.ptrace(16, pid, None, None) == 0:  # attach
            print(BREACH, "ptrace", pid)
        try:
            open(f"/proc/{pid}/mem", "rb").close()
            print(BREACH, "mem", pid)
        except OSError:
            pass


def frames_and_garbage():
    """Tries to find the expected numbers in the frames and objects of its own process."""
    import gc
    import sys

    def train_one_epoch(*_):
        frame = sys._getframe()
        while frame:
            print(frame.f_code.co_name, frame.f_locals)
            frame = frame.f_back
        for found in gc.get_objects():
            name = type(found).__name__
            if name in ("Exercise", "Promise", "Verdict", "Case", "RunCache", "Candidate"):
                raise RuntimeError(BREACH)
        return {"loss": 0.0, "accuracy": 1.0}


def hidden_modules():
    """Tries to import the references, the mistakes and the rules of judging."""
    import importlib

    names = ("stages.s07_epoch", "mistakes", "diagnose.judge", "course.catalogue", "diagnose.runs")
    for name in (*names, "classroom.demo.sample", "course.returns", "judge.host.sandbox"):
        try:
            module = importlib.import_module(f"grader.{name}")
            print(BREACH, name)
            train_one_epoch = module.train_one_epoch
        except (ImportError, AttributeError) as error:
            print(error)


def hidden_source_files():
    """Tries to find the reference solution among the files that it may read."""
    from pathlib import Path

    import grader

    top = Path(grader.__file__).parent
    for path in (*top.rglob("*"), *top.parent.glob("*"), *top.parent.glob("solutions/*")):
        try:
            text = path.read_text()
        except (OSError, UnicodeDecodeError):
            continue
        if "def train_one_epoch" in text or "Promise(" in text:
            print(BREACH, path, text)


def inherited_descriptors():
    """Tries to use a connection that was open before it was started."""
    import json
    import os
    import socket

    from grader.judge.guest import functions

    spawn = json.dumps({"op": "kill", "slot": 1}).encode()
    for number in range(3, 4096):
        if number == functions.Link.channel.fileno():
            continue
        try:
            print(number, os.readlink(f"/proc/self/fd/{number}"))
        except OSError:
            pass
        try:
            end = socket.socket(fileno=os.dup(number))
            end.setblocking(False)
            end.send(spawn)
            print(BREACH, number)
        except OSError:
            pass


def devices():
    """Tries to read memory, disks and terminals through their devices."""
    from pathlib import Path

    names = ("mem", "kmem", "port", "kmsg", "vda", "sda", "nvme0n1", "tty", "console", "fuse")
    for path in (*(Path("/dev") / name for name in names), Path("/proc/kcore")):
        try:
            with path.open("rb") as file:
                print(BREACH, path, file.read(16))
        except OSError as error:
            print(error)


def scratch_of_others():
    """Tries to find files of other submissions in every place for temporary files."""
    import os

    for place in ("/tmp", "/dev/shm", "/var/tmp", "/run", "/mnt", "/proc/1/cwd"):
        for root, _, files in os.walk(place):
            for name in files:
                print(open(os.path.join(root, name), errors="replace").read())
    print(open("/tmp/" + "scratch/mine.txt").read())


def files_of_the_machine():
    """Tries to read accounts, keys and mounts of the machine."""
    import glob

    names = ["/etc/shadow", "/etc/passwd", "/etc/hostname", "/etc/ssh/sshd_config"]
    for pattern in ("/ro*t/.ssh/*", "/h*me/*/.bash*", "/var/log/*", "/sys/class/net/*"):
        names += glob.glob(pattern)
    for name in names:
        try:
            print(BREACH, open(name).read())
        except OSError as error:
            print(error)


def numbers_of_the_play():
    """Tries to find what was handed over in the frames above, and to play it once more itself."""
    import sys

    from grader.observe.execute import record
    from grader.scenes.training import play

    def train_one_epoch(*_):
        frame = sys._getframe()
        while "order" not in frame.f_locals:
            frame = frame.f_back
        order = frame.f_locals["order"]
        again = record(play.epoch, order["given"], lambda *_: {"loss": 1.0, "accuracy": 0.5})
        return again.results[0]


def file_handles():
    """Tries to open files by their handles, past all folders that are closed."""
    import ctypes
    import os

    libc = ctypes.CDLL(None, use_errno=True)
    handle = (ctypes.c_uint32 * 34)(128, 0)
    mount = ctypes.c_int()
    if libc.name_to_handle_at(-100, b"/", handle, ctypes.byref(mount), 0) == 0:
        print(BREACH, "name_to_handle_at")
    for inode in range(1, 50):
        handle[0], handle[1], handle[2] = 8, 1, inode
        if libc.open_by_handle_at(os.open(".", os.O_RDONLY), handle, 0) >= 0:
            print(BREACH, "open_by_handle_at")
