"""Ordinary kernels, forked from a process that has imported what notebooks import.

    python -m tests.tools.forked_kernels SOCKET              serve
    python -m tests.tools.forked_kernels SOCKET WORDS...     be a kernel, with ipykernel's options

To import torch takes far longer than most notebooks run. The kernel itself is IPython's, and
does all else as it always does.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).parents[2]
IMPORTED = (
    "ipykernel.kernelapp",
    "matplotlib.pyplot",
    "torch._dynamo",
    "torch.utils.data",
    "grader",
)
INLINE = "module://matplotlib_inline.backend_inline"


@contextlib.contextmanager
def forked_kernels(folder: Path) -> Iterator[None]:
    """Serve kernels, which Jupyter finds where ``JUPYTER_PATH`` is the folder.

    They have the name of the ordinary one.
    """
    path = folder / "kernels.socket"
    spec = folder / "kernels" / "python3" / "kernel.json"
    spec.parent.mkdir(parents=True)
    words = [sys.executable, "-m", "tests.tools.forked_kernels", str(path)]
    about = {"display_name": "Python", "language": "python", "env": {"PYTHONPATH": str(ROOT)}}
    about["argv"] = [*words, "-f", "{connection_file}"]
    spec.write_text(json.dumps(about), encoding="utf-8")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen()
        handle = listener.fileno()
        command = [*words[:-1], str(handle)]
        server = subprocess.Popen(command, pass_fds=[handle], stdin=subprocess.PIPE, cwd=ROOT)
    yield
    server.communicate()


def serve(listener: socket.socket) -> None:
    """Import everything, then fork a kernel for each connection, until the input ends."""
    os.environ |= {"MPLBACKEND": INLINE, "OMP_NUM_THREADS": "1"}  # both are read on import
    for name in IMPORTED:
        import_module(name)
    assert threading.active_count() == 1
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the system clears up after kernels
    while listener in select.select([listener, sys.stdin], [], [])[0]:
        connection, _ = listener.accept()
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            listener.close()
            _become_kernel(connection)
        connection.close()


def _become_kernel(connection: socket.socket) -> None:
    from ipykernel import kernelapp

    text, streams, _, _ = socket.recv_fds(connection, 2**20, 3)
    told = json.loads(text)
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
    os.chdir(told["folder"])
    os.environ.clear()
    os.environ.update(told["environment"])
    connection.send(str(os.getpid()).encode())
    threading.Thread(target=_end_with, args=[connection], daemon=True).start()
    parent = f"--IPKernelApp.parent_handle={os.environ['JPY_PARENT_PID']}"  # was read on import
    sys.argv[1:] = [*told["words"], parent]
    kernelapp.launch_new_instance()
    os._exit(0)


def _end_with(connection: socket.socket) -> None:
    """End this process when the other side of a connection is closed."""
    while connection.recv(16):
        pass
    os._exit(1)


def stand_for_kernel(path: str, *words: str) -> None:
    """Have a kernel forked, pass signals on to it, and end when it ends."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(path)
        told = {"folder": os.getcwd(), "environment": dict(os.environ)}
        text = json.dumps(told | {"words": words}).encode()
        socket.send_fds(connection, [text], [0, 1, 2])
        kernel = int(connection.recv(16))
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda number, _: os.kill(kernel, number))
        while connection.recv(16):
            pass


if __name__ == "__main__":
    if len(sys.argv) == 2:
        with socket.socket(fileno=int(sys.argv[1])) as inherited:
            serve(inherited)
    else:
        stand_for_kernel(*sys.argv[1:])
