"""Attacks that hold memory where a limit of single processes does not see it."""
# The functions' bodies are run as cells, never imported: the names that a cell is told
# (COURSE, BREACH, ...) and those that the notebook imports (torch, nn, ...) are defined there.
# ruff: noqa: F821


def shared_memory_without_a_file():
    """Tries to hold memory in shared mappings of which only one page stays mapped."""
    import ctypes
    import mmap

    libc = ctypes.CDLL(None, use_errno=True)
    libc.mmap.restype = ctypes.c_void_p
    libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, *[ctypes.c_int] * 3, ctypes.c_long]
    libc.munmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
    size, held = 2**26, 0
    for _ in range(30):
        place = libc.mmap(None, size, 3, mmap.MAP_SHARED | mmap.MAP_ANONYMOUS, -1, 0)
        if place in (None, ctypes.c_void_p(-1).value):
            break
        ctypes.memset(place, 1, size)
        libc.munmap(place + mmap.PAGESIZE, size - mmap.PAGESIZE)
        held += size
    if held:
        print(BREACH, held)


def shared_memory_of_a_device():
    """Tries to hold memory in shared mappings of a device that gives zeros."""
    import mmap

    for flags in ("rb", "r+b"):
        try:
            with open("/dev/zero", flags) as file:
                access = mmap.PROT_READ if flags == "rb" else mmap.PROT_READ | mmap.PROT_WRITE
                mapped = mmap.mmap(file.fileno(), 2**24, mmap.MAP_SHARED, access)
                print(BREACH, sum(mapped[::4096]))
        except OSError as error:
            print(error)


def files_in_memory_by_number():
    """Tries to make files that exist only in memory, whatever the C library calls them."""
    import ctypes
    import os
    import platform

    libc = ctypes.CDLL(None, use_errno=True)
    create = 319 if platform.machine() == "x86_64" else 279
    for number, words in ((create, (b"a", 0)), (create, (b"a", 4)), (447, (0,))):
        handle = libc.syscall(number, *words)
        if handle >= 0:
            os.ftruncate(handle, 2**20)
            print(BREACH, number)


def segments_of_the_system():
    """Tries to keep memory, messages and semaphores with the system, past its own end."""
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    for name, words in (
        ("shmget", (0, 2**20, 0o1600)),
        ("msgget", (0, 0o1600)),
        ("semget", (0, 4, 0o1600)),
    ):
        if getattr(libc, name)(*words) >= 0:
            print(BREACH, name)
    try:
        if ctypes.CDLL("librt.so.1").mq_open(b"/hoard", 0o102, 0o600, None) >= 0:
            print(BREACH, "mq_open")
    except (OSError, AttributeError) as error:
        print(error)


def memory_of_many_small_processes(*, seconds=(30.0, 60.0), nothing=True):
    """Tries to hold much in many processes, each of which holds little."""
    import os
    import time

    ready, told = os.pipe()
    for _ in range(24):
        if os.fork() == 0:
            kept = bytearray(os.urandom(1)) * 50_000_000
            os.write(told, b"x")
            time.sleep(100 + 0 * len(kept))
    held = b""
    while len(held) < 24:  # until all of them hold it at the same time
        held += os.read(ready, 24)
    time.sleep(2)
    print(BREACH, "24 times 50_000_000, with a limit of 0.5 GB")


def memory_of_processes_and_files(*, seconds=(30.0, 60.0), nothing=True):
    """Tries to add files in memory to what its processes hold, each within its limit."""
    import os
    import time

    for place in ("large", "/dev/shm/large"):
        with open(place, "wb") as file:
            file.write(bytes(60 * 2**20))
    ready, told = os.pipe()
    for _ in range(3):
        if os.fork() == 0:
            kept = bytearray(os.urandom(1)) * 180_000_000
            os.write(told, b"x")
            time.sleep(100 + 0 * len(kept))
    held = b""
    while len(held) < 3:  # until all of them hold it at the same time
        held += os.read(ready, 3)
    time.sleep(2)
    print(BREACH, "3 times 180_000_000, with a limit of 0.5 GB")


def memory_in_place_of_what_was_inherited(*, seconds=(30.0, 60.0), nothing=True):
    """Tries to give back what a fork inherits, and to hold as much of its own instead."""
    import ctypes
    import gc
    import os
    import time

    libc = ctypes.CDLL(None, use_errno=True)
    ready, told = os.pipe()
    for _ in range(4):
        if os.fork() == 0:
            gc.unfreeze()
            gc.collect()
            libc.malloc_trim(0)
            kept = bytearray(os.urandom(1)) * 300_000_000
            os.write(told, b"x")
            time.sleep(100 + 0 * len(kept))
    held = b""
    while len(held) < 4:  # until all of them hold it at the same time
        held += os.read(ready, 4)
    time.sleep(2)
    print(BREACH, "4 times 300_000_000, with a limit of 0.5 GB")


def memory_hidden_from_the_count(*, seconds=(30.0, 60.0), nothing=True):
    """Tries to hide from who counts its memory, and to hold more than it may in processes."""
    import ctypes
    import os
    import time

    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(4, 0, 0, 0, 0) == 0:  # PR_SET_DUMPABLE
        print(BREACH)
    ready, told = os.pipe()
    for _ in range(4):
        if os.fork() == 0:
            libc.prctl(4, 0, 0, 0, 0)
            kept = bytearray(os.urandom(1)) * 300_000_000
            os.write(told, b"x")
            time.sleep(100 + 0 * len(kept))
    held = b""
    while len(held) < 4:  # until all of them hold it at the same time
        held += os.read(ready, 4)
    time.sleep(2)
    print(BREACH, "4 times 300_000_000, with a limit of 0.5 GB")


def memory_in_pipes():
    """Tries to hold memory in pipes that nobody reads."""
    import fcntl
    import os

    held = 0
    for _ in range(100):
        try:
            _, write = os.pipe()
            fcntl.fcntl(write, 1031, 2**20)  # F_SETPIPE_SZ
        except OSError:
            pass
        os.set_blocking(write, False)
        try:
            while True:
                held += os.write(write, bytes(2**16))
        except OSError:
            continue
    if held > 80 * 2**20:
        print(BREACH, held)


def memory_in_deleted_files():
    """Tries to hold memory in files that have no name any more."""
    import os

    kept, held = [], 0
    for place in ("gone", "/dev/shm/gone"):
        for _ in range(20):
            try:
                handle = os.open(place, os.O_CREAT | os.O_RDWR)
                kept.append(handle)
                os.unlink(place)
                for _ in range(40):
                    held += os.write(handle, bytes(2**20))
            except OSError:
                break
    if held > 130 * 2**20:
        print(BREACH, held)


def processes_started_anew():
    """Tries to leave processes behind that ``multiprocessing`` starts as programs."""
    import multiprocessing
    import time

    for method in ("spawn", "forkserver"):
        process = multiprocessing.get_context(method).Process(target=time.sleep, args=[1000])
        process.start()
    print(multiprocessing.active_children())
