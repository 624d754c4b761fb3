"""The system calls that a learner's code can make; all others are answered as not there."""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterator
from functools import cache
from typing import Any

# Every kind of namespace: mounts, control groups, uts, ipc, users, processes, network.
NEW_NAMESPACES = 0x7E020000
SOCKET_KIND = 0xF  # the part of a socket's type that is not a flag
MAP_KIND, MAP_PRIVATE, MAP_ANONYMOUS = 0xF, 0x2, 0x20

# Chosen by need from those that the default seccomp profile of Docker allows without any
# capability (https://github.com/moby/profiles, seccomp/default.json): what Python, NumPy,
# PyTorch, IPython and Matplotlib call, on every kind of machine. Names differ between machines
# and versions; one that is unknown here is left out, and is then not there for anybody.
FILES = """
    access chdir chmod close close_range copy_file_range creat dup dup2 dup3 faccessat faccessat2
    fadvise64 fallocate fchdir fchmod fchmodat fchmodat2 fdatasync fgetxattr flistxattr flock
    fstat fstatfs fsync ftruncate futimesat getcwd getdents getdents64 getxattr lgetxattr link
    linkat listxattr llistxattr lseek lstat mkdir mkdirat mknod mknodat newfstatat open openat
    openat2 pipe pipe2 pread64 preadv preadv2 pwrite64 pwritev pwritev2 read readahead readlink
    readlinkat readv rename renameat renameat2 rmdir sendfile splice stat statfs statx symlink
    symlinkat sync sync_file_range syncfs tee truncate umask unlink unlinkat utime utimensat
    utimes write writev
"""
MEMORY = "brk madvise membarrier mprotect mremap msync munmap"
PROCESSES = """
    arch_prctl exit exit_group fork futex futex_waitv get_robust_list getcpu getegid geteuid getgid
    getgroups getpgid getpgrp getpid getppid getpriority getresgid getresuid getrlimit getrusage
    getsid gettid getuid pidfd_open pidfd_send_signal prlimit64 restart_syscall rseq
    sched_get_priority_max sched_get_priority_min sched_getaffinity sched_getattr sched_getparam
    sched_getscheduler sched_rr_get_interval sched_setaffinity sched_yield set_robust_list
    set_tid_address setpriority setrlimit vfork wait4 waitid
"""
SIGNALS = """
    alarm kill pause rt_sigaction rt_sigpending rt_sigprocmask rt_sigqueueinfo rt_sigreturn
    rt_sigsuspend rt_sigtimedwait rt_tgsigqueueinfo sigaltstack signalfd signalfd4 tgkill tkill
"""
TIME = """
    clock_getres clock_gettime clock_nanosleep getitimer gettimeofday nanosleep setitimer time
    timer_create timer_delete timer_getoverrun timer_gettime timer_settime timerfd_create
    timerfd_gettime timerfd_settime times
"""
WAITING = """
    epoll_create epoll_create1 epoll_ctl epoll_pwait epoll_pwait2 epoll_wait eventfd eventfd2 poll
    ppoll pselect6 select
"""
SOCKETS = """
    accept accept4 bind connect getpeername getsockname getsockopt listen recvfrom recvmmsg recvmsg
    sendmmsg sendmsg sendto setsockopt shutdown
"""
SYSTEM = "getrandom sysinfo uname"
ALLOWED = frozenset(
    " ".join((FILES, MEMORY, PROCESSES, SIGNALS, TIME, WAITING, SOCKETS, SYSTEM)).split()
)
# Answered as to somebody who has no right to it: programs expect that, and go on.
REFUSED = ("execve", "execveat", "ptrace", "setgid", "setpgid", "setsid", "setuid")
# Questions to terminals, pipes and network devices, and what happens to a file on exec.
IOCTLS = (
    *(0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451),  # TCGETS to FIOCLEX
    *(0x8910, 0x8912, 0x8913, 0x8915, 0x891B, 0x8921, 0x8927, 0x8933, 0x8946),  # SIOCG..., ETHTOOL
)
# What is done with open files. Not leases and notices on files that somebody else has too, from
# 1024 on: with a lease on a file of Python, everybody else who opens it waits.
FCNTL_BELOW = 1024
FCNTLS = (1030, 1031, 1032, 1033, 1034)  # copies that are closed on exec, pipes' sizes, seals
# Signals on a parent's death, names, the slack of timers, and questions. None of them hides a
# process from who counts its memory.
PRCTLS = (1, 2, 3, 15, 16, 21, 23, 29, 30, 38, 39, 42, 0x53564D41)


class Unknown(Exception):
    """libseccomp does not know a system call that must be refused or looked at."""


def prepare() -> None:
    """Make the rules once; each child only puts them in force."""
    for loopback in (False, True):
        _rules(loopback)


def refuse_syscalls(loopback: bool) -> None:
    """Refuse what is not allowed from now on, in this process and its children.

    Args:
        loopback: Whether TCP is allowed.

    Raises:
        Unknown: if libseccomp is too old to know what must be refused.
    """
    _rules(loopback).load()


@cache
def _rules(loopback: bool) -> Any:
    import pyseccomp

    rules = pyseccomp.SyscallFilter(pyseccomp.ERRNO(errno.ENOSYS))
    rules.set_attr(pyseccomp.Attr.CTL_NNP, 1)
    for name in sorted(ALLOWED):
        if (number := _number(name)) >= 0:
            rules.add_rule(pyseccomp.ALLOW, number)
    for name in REFUSED:
        rules.add_rule(pyseccomp.ERRNO(errno.EPERM), known(name))
    known("clone3")  # is not there, since its flags cannot be looked at: clone is taken instead
    for name, conditions in _by_argument(loopback):
        rules.add_rule(pyseccomp.ALLOW, known(name), *conditions)
    return rules


def known(name: str) -> int:
    """Return the number of a system call.

    Raises:
        Unknown: if there is none of that name: a rule on it would be no rule.
    """
    if (number := _number(name)) < 0:
        raise Unknown(f"libseccomp does not know {name}, which must be refused or looked at")
    return number


def _number(name: str) -> int:
    import pyseccomp

    return int(pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, name))


def _by_argument(loopback: bool) -> Iterator[tuple[str, list[Any]]]:
    """Yield the calls that depend on their arguments, each with what must hold at once."""
    from pyseccomp import EQ, LT, MASKED_EQ, Arg

    yield "clone", [Arg(0, MASKED_EQ, NEW_NAMESPACES, 0)]
    # Memory that is shared and has no file outlives what is mapped of it, and no limit counts it.
    yield "mmap", [Arg(3, MASKED_EQ, MAP_ANONYMOUS, 0)]
    yield "mmap", [Arg(3, MASKED_EQ, MAP_KIND, MAP_PRIVATE)]
    yield "fcntl", [Arg(1, LT, FCNTL_BELOW)]
    for command in FCNTLS:
        yield "fcntl", [Arg(1, EQ, command)]
    for command in IOCTLS:
        yield "ioctl", [Arg(1, EQ, command)]
    for option in PRCTLS:
        yield "prctl", [Arg(0, EQ, option)]
    yield "socketpair", [Arg(0, EQ, socket.AF_UNIX)]
    for conditions in _sockets(loopback):
        yield "socket", [Arg(place, *rest) for place, *rest in conditions]


def _sockets(loopback: bool) -> Iterator[list[tuple[int, ...]]]:
    """Yield the conditions under which there are sockets: family, kind and protocol."""
    from pyseccomp import EQ, MASKED_EQ

    yield [(0, EQ, socket.AF_UNIX)]
    if loopback:
        for protocol in (0, socket.IPPROTO_TCP):
            stream = (1, MASKED_EQ, SOCKET_KIND, socket.SOCK_STREAM)
            yield [(0, EQ, socket.AF_INET), stream, (2, EQ, protocol)]
        # With it gloo asks which devices there are.
        raw = (1, MASKED_EQ, SOCKET_KIND, socket.SOCK_RAW)
        yield [(0, EQ, socket.AF_NETLINK), raw, (2, EQ, 0)]
