"""Attacks with system calls that a training loop never makes."""
# The functions' bodies are run as cells, never imported: the names that a cell is told
# (COURSE, BREACH, ...) and those that the notebook imports (torch, nn, ...) are defined there.
# ruff: noqa: F821


def calls_by_number():
    """Tries to make the calls that ways out were found with, past the C library."""
    import ctypes
    import errno
    import platform

    libc = ctypes.CDLL(None, use_errno=True)
    same = {"io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427}
    same |= {"open_tree": 428, "move_mount": 429, "fsopen": 430, "fsconfig": 431, "fsmount": 432}
    same |= {"fspick": 433, "clone3": 435, "pidfd_getfd": 438, "process_madvise": 440}
    same |= {"mount_setattr": 442, "quotactl_fd": 443, "memfd_secret": 447}
    pc = {"ptrace": 101, "syslog": 103, "personality": 135, "pivot_root": 155, "chroot": 161}
    pc |= {"acct": 163, "mount": 165, "umount2": 166, "swapon": 167, "init_module": 175}
    pc |= {"kexec_load": 246, "add_key": 248, "request_key": 249, "keyctl": 250, "unshare": 272}
    pc |= {"vmsplice": 278, "perf_event_open": 298, "name_to_handle_at": 303, "setns": 308}
    pc |= {"open_by_handle_at": 304, "process_vm_readv": 310, "process_vm_writev": 311}
    pc |= {"kcmp": 312, "finit_module": 313, "seccomp": 317, "memfd_create": 319, "bpf": 321}
    pc |= {"userfaultfd": 323, "io_setup": 206, "remap_file_pages": 216, "modify_ldt": 154}
    numbers = same | (pc if platform.machine() == "x86_64" else {})
    for name, number in numbers.items():
        ctypes.set_errno(0)
        told = libc.syscall(number, 0, 0, 0, 0, 0, 0)
        if told != -1 or ctypes.get_errno() not in (errno.ENOSYS, errno.EPERM):
            print(BREACH, name, told, ctypes.get_errno())


def calls_of_another_machine():
    """Tries to make calls under the numbers of another kind of machine."""
    import ctypes
    import mmap
    import os
    import platform

    def dies(act):
        pid = os.fork()
        if pid == 0:
            act()
            os._exit(7)
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) != 7

    def old():
        """Ask in the way of 32 bits who this is (getpid is 20 there)."""
        code = b"\xb8\x14\x00\x00\x00\xcd\x80\xc3"
        block = mmap.mmap(-1, 4096, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, 7)
        block.write(code)
        ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(block)))()

    def shorter():
        """Ask as with pointers of 32 bits on a machine of 64."""
        if ctypes.CDLL(None, use_errno=True).syscall(0x40000000 | 39) <= 0:
            os._exit(1)

    if platform.machine() == "x86_64" and not (dies(old) and dies(shorter)):
        print(BREACH)


def namespaces_by_clone():
    """Tries to start a process in namespaces of its own."""
    import ctypes
    import os
    import platform

    libc = ctypes.CDLL(None, use_errno=True)
    clone = 56 if platform.machine() == "x86_64" else 220
    for bit in (0x00020000, 0x02000000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000):
        for more in (17, 17 | 0x10000000, 17 | 1 << 40):
            pid = libc.syscall(clone, ctypes.c_long(bit | more), 0, 0, 0, 0)
            if pid == 0:
                os._exit(0)
            if pid > 0:
                print(BREACH, hex(bit | more))


def upper_halves_of_arguments():
    """Tries to pass what is refused in a number whose upper half the kernel does not read."""
    import ctypes
    import platform

    libc = ctypes.CDLL(None, use_errno=True)
    socket, ioctl = (41, 16) if platform.machine() == "x86_64" else (198, 29)
    for upper in (1 << 32, 1 << 40, -1 << 32):
        for family in (2, 10, 16, 17):
            if libc.syscall(socket, ctypes.c_long(upper | family), 1, 0) >= 0:
                print(BREACH, "socket", family)
        if libc.syscall(ioctl, 0, ctypes.c_long(upper | 0x5412), b"x") == 0:
            print(BREACH, "ioctl")


def typing_into_a_terminal():
    """Tries to type commands into the terminal that grading was started from."""
    import ctypes
    import os

    libc = ctypes.CDLL(None, use_errno=True)
    handles = [0, 1, 2]
    for name in ("/dev/tty", "/dev/console", "/dev/ptmx", "/dev/pts/0"):
        try:
            handles.append(os.open(name, os.O_RDWR | os.O_NOCTTY))
            print(BREACH, name)
        except OSError:
            pass
    for handle in handles:
        for command in (0x5412, 0x541C, 0x540E):  # TIOCSTI, TIOCLINUX, TIOCSCTTY
            if libc.ioctl(handle, command, b"x") == 0:
                print(BREACH, handle, hex(command))


def programs_by_handle():
    """Tries to start a program by an open file, or by the loader of programs."""
    import ctypes
    import glob
    import os
    import sys

    libc = ctypes.CDLL(None, use_errno=True)
    words = (ctypes.c_char_p * 3)(b"python", b"-V", None)
    handle = os.open(os.path.realpath(sys.executable), os.O_RDONLY)
    for name in [sys.executable, "/bin/sh", *glob.glob("/lib*/ld-linux*"), f"/dev/fd/{handle}"]:
        pid = os.fork()
        if pid == 0:
            libc.fexecve(handle, words, None)
            libc.syscall(322, handle, b"", words, None, 0x1000)
            libc.execve(name.encode(), words, None)
            os._exit(7)
        if os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) != 7:
            print(BREACH, name)


def rank_among_processes():
    """Tries to take the processor from all others, and to loosen its own limits."""
    import ctypes
    import os
    import resource

    libc = ctypes.CDLL(None, use_errno=True)
    if libc.sched_setscheduler(0, 1, ctypes.byref(ctypes.c_int(50))) == 0:
        print(BREACH, "sched_setscheduler")
    for attempt in (
        lambda: os.setpriority(os.PRIO_PROCESS, 0, -10),
        lambda: resource.prlimit(0, resource.RLIMIT_AS, (-1, -1)),
        lambda: resource.setrlimit(resource.RLIMIT_NPROC, (10**6, 10**6)),
    ):
        try:
            attempt()
            print(BREACH, attempt)
        except (OSError, ValueError) as error:
            print(error)


def switches_of_the_process():
    """Tries to switch off, for this process, what keeps it small and tied to its parent."""
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    attempts = {"dumpable": (4, 0), "tracer": (0x59616D61, -1), "reaper": (36, 1), "mm": (35, 1)}
    attempts |= {"seccomp": (22, 1), "ambient": (47, 2, 21), "keep": (8, 1), "bits": (28, 0x2F)}
    attempts |= {"speculation": (53, 0, 2), "tagged": (55, 1), "user faults": (0x41555856, 0)}
    for name, words in attempts.items():
        if libc.prctl(*words, *[0] * (5 - len(words))) == 0:
            print(BREACH, name)
