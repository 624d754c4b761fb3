"""The system calls that a learner's code cannot make."""

from __future__ import annotations

import contextlib
import errno
import socket
from typing import Any

CLONE_NEWUSER = 0x10000000
SOCKET_KIND = 0xF  # the part of a socket's type that is not a flag


# What no training loop needs, and every way out needs one of.
FORBIDDEN = [
    "execve",
    "execveat",
    "ptrace",
    "process_vm_readv",
    "process_vm_writev",
    "process_madvise",
    "kcmp",
    "pidfd_getfd",
    "mount",
    "umount2",
    "pivot_root",
    "chroot",
    "setns",
    "unshare",
    "fsopen",
    "fsmount",
    "fsconfig",
    "fspick",
    "move_mount",
    "open_tree",
    "mount_setattr",
    "open_by_handle_at",
    "name_to_handle_at",
    "bpf",
    "perf_event_open",
    "userfaultfd",
    "io_uring_setup",
    "io_uring_enter",
    "io_uring_register",
    "keyctl",
    "add_key",
    "request_key",
    "memfd_create",  # memory that no limit counts
    "memfd_secret",
    "init_module",
    "finit_module",
    "delete_module",
    "kexec_load",
    "kexec_file_load",
    "reboot",
    "swapon",
    "swapoff",
    "settimeofday",
    "clock_settime",
    "adjtimex",
    "clock_adjtime",
    "acct",
    "quotactl",
    "syslog",
    "vhangup",
    "personality",
    "setsid",
    "setpgid",
    "setuid",
    "setgid",
    "setreuid",
    "setregid",
    "setresuid",
    "setresgid",
    "setgroups",
    "capset",
    "sethostname",
    "setdomainname",
    "iopl",
    "ioperm",
    "mq_open",
    "shmget",
    "msgget",
    "semget",
]


def refuse_syscalls(loopback: bool) -> None:
    """Refuse them from now on, in this process and its children.

    Args:
        loopback: Whether TCP is allowed.
    """
    import pyseccomp

    deny = pyseccomp.ERRNO(errno.EPERM)
    rules = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    rules.set_attr(pyseccomp.Attr.CTL_NNP, 1)
    for name in FORBIDDEN:
        with contextlib.suppress(Exception):  # a call that this kind of machine does not have
            rules.add_rule(deny, name)
    rules.add_rule(pyseccomp.ERRNO(errno.ENOSYS), "clone3")  # its flags cannot be looked at
    rules.add_rule(
        deny, "clone", pyseccomp.Arg(0, pyseccomp.MASKED_EQ, CLONE_NEWUSER, CLONE_NEWUSER)
    )
    for condition in _sockets(loopback):
        rules.add_rule(deny, "socket", *condition)
    rules.load()


def _sockets(loopback: bool) -> list[list[Any]]:
    """Return the conditions under which a socket is refused: any but Unix.

    With ``loopback`` TCP is allowed too, and the kind of socket that asks which devices
    there are: gloo wants to know.
    """
    from pyseccomp import EQ, GT, LT, MASKED_EQ, NE, Arg

    if not loopback:
        return [[Arg(0, NE, socket.AF_UNIX)]]
    allowed = {socket.AF_INET: socket.SOCK_STREAM, socket.AF_NETLINK: socket.SOCK_RAW}
    between = set(range(socket.AF_INET, socket.AF_NETLINK)) - set(allowed)
    return [
        [Arg(0, LT, socket.AF_UNIX)],
        [Arg(0, GT, socket.AF_NETLINK)],
        *([Arg(0, EQ, family)] for family in sorted(between)),
        *(
            [Arg(0, EQ, family), Arg(1, MASKED_EQ, SOCKET_KIND, kind)]
            for family, right in allowed.items()
            for kind in range(SOCKET_KIND + 1)
            if kind != right
        ),
        # As the protocol, 0 stands for TCP here and for NETLINK_ROUTE there.
        *([Arg(0, EQ, socket.AF_INET), Arg(2, EQ, p)] for p in range(1, socket.IPPROTO_TCP)),
        [Arg(0, EQ, socket.AF_INET), Arg(2, GT, socket.IPPROTO_TCP)],
        [Arg(0, EQ, socket.AF_NETLINK), Arg(2, NE, 0)],
    ]
