"""Attacks that outlive their cell or their submission."""
# The functions' bodies are run as cells, never imported: the names that a cell is told
# (COURSE, BREACH, ...) and those that the notebook imports (torch, nn, ...) are defined there.
# ruff: noqa: F821, SIM105


def thread_that_rewrites_outputs():
    """Tries to put points into the outputs of the graded cells from a thread."""
    import threading
    import time

    from grader.judge.guest.child import OUTPUTS

    def rewrite():
        while True:
            OUTPUTS.cells[:] = [{"output_type": "execute_result", "data": {"text/plain": "5.0"}}]
            time.sleep(0.001)

    threading.Thread(target=rewrite, daemon=True).start()


def thread_that_changes_functions():
    """Tries to swap functions while they are graded, from a thread."""
    import threading
    import time

    space = globals()

    def swap():
        while True:
            space["train_one_epoch"] = lambda *_: {"loss": 1.0, "accuracy": 1.0}
            time.sleep(0.001)
            space["train_one_epoch"] = lambda *_: {"loss": 2.0, "accuracy": 0.0}

    threading.Thread(target=swap, daemon=True).start()


def thread_that_never_ends():
    """Tries to keep the process alive with threads that nobody waits for."""
    import threading
    import time

    for _ in range(20):
        threading.Thread(target=time.sleep, args=(1000,), daemon=False).start()


def forked_child():
    """Tries to leave a child behind that sleeps."""
    import os
    import time

    if os.fork() == 0:
        time.sleep(1000)


def forked_twice():
    """Tries to leave a grandchild behind whose parent has gone."""
    import os
    import time

    if os.fork() == 0:
        if os.fork() == 0:
            time.sleep(1000)
        os._exit(0)
    os.wait()


def own_session():
    """Tries to leave its group and session, so that no signal to them reaches it."""
    import os
    import time

    if os.fork() == 0:
        for leave in (os.setsid, lambda: os.setpgid(0, 0), lambda: os.setpgid(0, 1)):
            try:
                leave()
            except OSError:
                pass
        time.sleep(1000)


def signals_ignored():
    """Tries to ignore every signal that asks it to end."""
    import ctypes
    import os
    import signal
    import time

    if os.fork() == 0:
        ctypes.CDLL(None).prctl(1, 0)  # no signal when the parent dies
        for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
            try:
                signal.signal(number, signal.SIG_IGN)
            except (OSError, ValueError):
                pass
        while True:
            time.sleep(1)


def fork_bomb():
    """Tries to start processes that start processes."""
    import os
    import time

    def train_one_epoch(*_):
        until = time.monotonic() + 0.2
        children = 0
        while time.monotonic() < until:
            try:
                children += os.fork() != 0
            except OSError:
                time.sleep(0.01)
        if os.getpid() != 1 and os.getppid() != 0:
            time.sleep(1000)
        if children > 64:
            print(BREACH)
        return {"loss": 1.0, "accuracy": 1.0}


def connection_kept_by_a_child():
    """Tries to keep the connection to the judge open in a child, after its own end."""
    import os
    import time

    def train_one_epoch(*_):
        if os.fork() == 0:
            time.sleep(1000)
        os._exit(0)


def child_that_answers_later(*, nothing=True):
    """Tries to have a child answer for it after it is gone."""
    import os
    import time

    from grader.judge import wire
    from grader.judge.guest import functions

    if os.fork() == 0:
        time.sleep(0.5)
        shown = {"output_type": "execute_result", "data": {"text/plain": "5.0"}}
        while True:
            wire.send(functions.Link.channel, {"event": "outputs", "outputs": [shown]})
            wire.receive(functions.Link.channel)
    os._exit(0)


def signal_handlers():
    """Tries to act when it is told to stop."""
    import signal

    from grader.judge.guest.child import OUTPUTS

    def late(*_):
        OUTPUTS.shown("execute_result", {"text/plain": "5.0"})

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM, signal.SIGCHLD, signal.SIGHUP):
        signal.signal(number, late)

    def train_one_epoch(*_):
        signal.raise_signal(signal.SIGALRM)
        return {"loss": 1.0, "accuracy": 1.0}


def atexit_handlers():
    """Tries to act when the process ends."""
    import atexit
    import os
    import time

    def late():
        if os.fork() == 0:
            time.sleep(1000)

    atexit.register(late)

    def train_one_epoch(*_):
        atexit._run_exitfuncs()
        return {"loss": 1.0, "accuracy": 1.0}


def process_pool():
    """Tries to leave worker processes behind."""
    import multiprocessing
    import time

    pool = multiprocessing.get_context("fork").Pool(4)
    pool.map_async(time.sleep, [1000] * 8)


def program_started():
    """Tries to start programs that go on without it."""
    import os
    import subprocess
    import sys

    for start in (
        lambda: subprocess.Popen(["sleep", "1000"]),
        lambda: os.posix_spawn(sys.executable, [sys.executable, "-c", "input()"], {}),
        lambda: os.execv(sys.executable, [sys.executable, "-c", "print()"]),
    ):
        try:
            start()
            print(BREACH)
        except OSError:
            pass
    os.system("sleep 1000 &")
