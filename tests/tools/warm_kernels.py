"""A plugin of pytest: notebooks are run by kernels forked from a process that has loaded torch.

python -m pytest -p tests.tools.warm_kernels --nbval solutions
"""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

import grader.classroom.grading.no_iri_grammar  # noqa: F401 - before what loads the grammar
from grader.progress.attempts import OFF, VARIABLE
from tests.tools.forked_kernels import forked_kernels


def pytest_configure(config: pytest.Config) -> None:
    """Serve kernels to this process, where forks are safe; what is run there is no attempt."""
    os.environ[VARIABLE] = OFF
    only_distributes = config.getoption("numprocesses", None) and not hasattr(config, "workerinput")
    if sys.platform == "darwin" or only_distributes:
        return
    stack = ExitStack()
    folder = Path(stack.enter_context(TemporaryDirectory()))
    stack.enter_context(forked_kernels(folder))
    os.environ["JUPYTER_PATH"] = str(folder)
    config.add_cleanup(stack.close)
