"""Attacks that end the process, or keep it from ending."""
# The functions' bodies are run as cells, never imported: the names that a cell is told
# (COURSE, BREACH, ...) and those that the notebook imports (torch, nn, ...) are defined there.
# ruff: noqa: SIM105


def exit_at_once(*, nothing=True):
    """Tries to leave before anything is graded."""
    import os

    os._exit(0)


def exit_when_graded():
    """Tries to leave in the middle of being graded."""
    import os

    def train_one_epoch(*_):
        os._exit(0)


def exit_after_the_points():
    """Tries to leave right after a graded cell got its points."""
    import os

    from grader.judge.guest import functions

    def grade(exercise, subject, points):
        functions.grade(exercise, subject, points)
        if "train" in exercise:
            os._exit(0)
        return points


def segfault_when_graded():
    """Tries to crash the process in the middle of being graded."""
    import ctypes

    def train_one_epoch(*_):
        ctypes.string_at(0)


def kill_itself():
    """Tries to kill itself with a signal."""
    import os
    import signal

    def train_one_epoch(*_):
        for number in (signal.SIGKILL, signal.SIGSEGV, signal.SIGTERM, signal.SIGSTOP):
            os.kill(os.getpid(), number)
        os.abort()


def kill_everybody():
    """Tries to kill every process that it may send a signal to."""
    import os
    import signal

    def train_one_epoch(*_):
        for pid in (-1, 0, os.getppid(), *range(2, 300)):
            try:
                os.kill(pid, signal.SIGKILL)
            except OSError:
                pass
        return {"loss": 1.0, "accuracy": 1.0}


def system_exit_in_the_cell():
    """Tries to end the program the ordinary way."""
    import sys

    sys.exit("bye")


def system_exit_when_graded():
    """Tries to end the program the ordinary way while it is graded."""

    def train_one_epoch(*_):
        raise SystemExit(0)


def interrupt_when_graded():
    """Tries to pass for the stop button while it is graded."""

    def train_one_epoch(*_):
        raise KeyboardInterrupt


def nothing_stops_it(*, seconds=(2, 4)):
    """Tries to run for ever and to catch whatever would stop it."""

    def train_one_epoch(*_):
        while True:
            try:
                while True:
                    pass
            except BaseException:
                pass


def nothing_stops_the_cell(*, seconds=(2, 4), nothing=True):
    """Tries to keep a cell running for ever, with signals switched off."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_BLOCK, set(signal.Signals))
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass


def alarm_switched_off(*, seconds=(2, 4)):
    """Tries to run for ever after switching off the alarm that limits its time."""
    import signal

    def train_one_epoch(*_):
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, signal.SIG_IGN)
        while True:
            pass


def abort_when_graded():
    """Tries to abort the process in the middle of being graded."""
    import os

    def train_one_epoch(*_):
        os.abort()


def all_files_closed():
    """Tries to close every file and connection of the process."""
    import os

    def train_one_epoch(*_):
        os.closerange(0, 4096)
        return {"loss": 1.0, "accuracy": 1.0}


def connection_replaced():
    """Tries to put a socket of its own in the place of the connection to the judge."""
    import os
    import socket

    from grader.judge.guest import functions

    def train_one_epoch(*_):
        ours, theirs = socket.socketpair()
        os.dup2(theirs.fileno(), functions.Link.channel.fileno())
        ours.sendall(b'{"op": "done"}' * 100)
        return {"loss": 1.0, "accuracy": 1.0}


def class_that_ends_it_all(*, cell="RunningAverage", nothing=True):
    """Tries to leave while another exercise is graded, before the rest is reached."""
    import os

    class RunningAverage:
        def __init__(self):
            os._exit(0)
