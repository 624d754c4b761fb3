"""Takes away from a child, for good, everything that a learner's code does not need.

Runs in the child, after the fork and before any code of the learner. Each layer stands
alone: one that a platform lacks is left out and reported, never silently.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import os
import resource
import signal
import socket
import stat
import struct
import sysconfig
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from grader.judge.guest import syscalls

CLONE_NEWNS = 0x00020000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000
ALONE = CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET
AT_FDCWD, AT_RECURSIVE, MOUNT_ATTR_RDONLY = -100, 0x8000, 0x1
MOUNT_SETATTR = 442  # the same number on every kind of machine
MS_REC, MS_PRIVATE, MS_NOSUID, MS_NODEV = 0x4000, 0x40000, 0x2, 0x4
PR_SET_PDEATHSIG, PR_SET_DUMPABLE = 1, 4
MEGABYTE = 2**20
UNREADABLE = "Python's files"
LOOPBACK = "loopback"
NAMESPACES = "own namespaces"
SHARED_MEMORY = Path("/dev/shm")
SIOCSIFFLAGS, IFF_UP = 0x8914, 0x1


@dataclass(frozen=True)
class Limits:
    """What one submission may use.

    Attributes:
        cpu_seconds: Processor time.
        memory_mb: Memory beyond what the warm process has mapped already: of each process,
            and of all together, with what they share and keep in files of the scratch folder.
        file_mb: Size of one file, and of all files in the scratch folder together.
        processes: Processes and threads at a time.
        files: Open files.
    """

    cpu_seconds: int = 120
    memory_mb: int = 2048
    file_mb: int = 64
    processes: int = 64
    files: int = 256


class Missing(Exception):
    """A layer of isolation that this platform does not have."""


def prepare() -> None:
    """Load what the layers need; ``enclose`` could no longer find it."""
    with contextlib.suppress(Exception):  # a layer that is not there is reported later
        import_module("py_landlock").get_abi_version()
    with contextlib.suppress(Exception):
        syscalls.prepare()


def separate(number: int, loopback: bool = False) -> dict[str, str]:
    """Leave the other processes behind: own user, own namespaces; the next fork is alone.

    Args:
        number: Of the child; as root each gets a user of its own.
        loopback: Whether the child's own network namespace gets a loopback device, over
            which its processes can talk to each other and to nobody else.

    Returns:
        The state of these layers.
    """
    _die_with_parent()
    layers = {
        "ordinary user": state(lambda: _drop_root(number)),
        NAMESPACES: state(_unshare),
    }
    if loopback:
        alone = layers[NAMESPACES] == "on"
        layers[LOOPBACK] = state(_loopback_up) if alone else "it has no network of its own"
    return layers


def enclose(
    scratch: Path, readable: list[str], limits: Limits, loopback: bool = False
) -> dict[str, str]:
    """Confine this process for good.

    Args:
        scratch: Folder that may be written to.
        readable: Folders and files that may be read.
        limits: What it may use.
        loopback: Whether it may use TCP. Only a process with a network namespace of its
            own may be given that: there is nobody else in it.

    Returns:
        The state of each layer: ``"on"``, or why it is off.
    """
    _die_with_parent()
    layers: dict[str, Callable[[], None]] = {
        "private files": lambda: _private_files(scratch, limits),
        "limits": lambda: _limit(limits),
        "no capabilities": _drop_capabilities,
        "landlock": lambda: _landlock(scratch, readable, loopback),
        "seccomp": lambda: syscalls.refuse_syscalls(loopback),
    }
    return {name: state(apply) for name, apply in layers.items()}


def state(apply: Callable[[], None]) -> str:
    """Apply a layer; return ``"on"``, or why it is off."""
    try:
        apply()
    except Missing as error:
        return str(error)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return "on"


# -- layers --------------------------------------------------------------------------


def _drop_root(number: int) -> None:
    if os.getuid() != 0:
        return
    if closed := [path for path in needed() if not _open_to_all(path)]:
        raise Missing(f"{closed[0]} is in a folder that is closed to other users")
    user = 200_000 + number % 1_000_000
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)
    _prctl(PR_SET_DUMPABLE, 1)  # or its own files below /proc would belong to root


def needed() -> tuple[Path, ...]:
    """Return what stands for all that imports read: Python, its packages, the grader."""
    return Path(os.__file__), Path(sysconfig.get_path("purelib")), Path(__file__)


def _open_to_all(path: Path) -> bool:
    return all(
        place.stat().st_mode & (stat.S_IXOTH if place.is_dir() else stat.S_IROTH)
        for place in (path, *path.parents)
    )


def _unshare() -> None:
    user, group = os.getuid(), os.getgid()
    _checked(_libc().unshare(ALONE))
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1")


def _loopback_up() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as made:
        fcntl.ioctl(made, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", IFF_UP))


def _private_files(scratch: Path, limits: Limits) -> None:
    """Make all files read-only; mount a scratch folder and shared memory of its own."""
    _mount(b"none", b"/", None, MS_REC | MS_PRIVATE, None)
    _read_only()
    size = f"size={limits.file_mb}m,nr_inodes=4096,mode=0700".encode()
    for folder in (scratch, SHARED_MEMORY):
        _mount(b"tmpfs", os.fsencode(folder), b"tmpfs", MS_NOSUID | MS_NODEV, size)
    os.chdir(scratch)


def _limit(limits: Limits) -> None:
    soft = {
        resource.RLIMIT_CPU: limits.cpu_seconds,
        resource.RLIMIT_AS: _mapped() + limits.memory_mb * MEGABYTE,
        resource.RLIMIT_FSIZE: limits.file_mb * MEGABYTE,
        resource.RLIMIT_NPROC: limits.processes,
        resource.RLIMIT_NOFILE: limits.files,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_MEMLOCK: 0,
    }
    for kind, most in soft.items():
        resource.setrlimit(kind, (most, most))


def _mapped() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    return pages * resource.getpagesize()


def _drop_capabilities() -> None:
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)  # version 3, this process
    _checked(_libc().capset(header, (ctypes.c_uint32 * 6)()))


def _landlock(scratch: Path, readable: list[str], loopback: bool) -> None:
    from py_landlock import AccessFs, Landlock, LandlockError

    rules = Landlock(strict=False)
    if loopback:
        rules.allow_all_network()  # all that there is in its namespace
    for path in filter(os.path.exists, (*readable, "/dev/urandom")):
        folder = AccessFs.READ_DIR if os.path.isdir(path) else AccessFs(0)
        rules.add_path_rule(path, access=AccessFs.READ_FILE | folder)
    rules.add_path_rule("/dev/null", access=AccessFs.READ_FILE | AccessFs.WRITE_FILE)
    for folder_path in (str(scratch), str(SHARED_MEMORY)):
        rules.allow_read_write(folder_path).add_path_rule(
            folder_path, access=AccessFs.REFER | AccessFs.MAKE_SOCK | AccessFs.MAKE_FIFO
        )
    try:
        rules.apply()
    except LandlockError as error:
        raise Missing(str(error)) from error


# -- libc ----------------------------------------------------------------------------


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _checked(result: int) -> None:
    if result != 0:
        code = ctypes.get_errno()
        raise Missing(os.strerror(code))


def _die_with_parent() -> None:
    with contextlib.suppress(AttributeError, Missing):  # only Linux can
        _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _prctl(option: int, value: int) -> None:
    _checked(_libc().prctl(option, value, 0, 0, 0))


def _read_only() -> None:
    """Make every mount read-only: landlock does not keep an owner from changing modes."""
    about = (ctypes.c_uint64 * 4)(MOUNT_ATTR_RDONLY)
    call = _libc().syscall
    size = ctypes.c_size_t(ctypes.sizeof(about))
    _checked(call(MOUNT_SETATTR, AT_FDCWD, b"/", AT_RECURSIVE, ctypes.byref(about), size))


def _mount(
    source: bytes, target: bytes, kind: bytes | None, flags: int, data: bytes | None
) -> None:
    _checked(_libc().mount(source, target, kind, ctypes.c_ulong(flags), data))
