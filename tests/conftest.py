import contextlib
import gc
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import torch

import grader.classroom.grading.no_iri_grammar  # noqa: F401 - before what loads the grammar
from grader.judge.host.sandbox import Sandbox

os.environ["TRAINING_LOOP_FOLDER"] = "off"  # tests are nobody's attempts
# One thread, as the grader runs, unless tests.tools.prove or somebody else asks for more.
torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
# Runs that are kept for comparison are many objects, and nothing of them is ever garbage.
gc.set_threshold(50_000, 20, 100)


# By pytest for each test, and by libraries and the attacks for as long as the process runs.
SET_BY_OTHERS = {
    "HOSTILE_CANARY",
    "PYTEST_CURRENT_TEST",
    "TORCHINDUCTOR_CACHE_DIR",
    "TRITON_CACHE_DIR",
}
BY_NBGRADER = "NBGRADER_EXECUTION"  # which it leaves behind


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let ``--whole`` ask for everything where tests otherwise take a declared sample."""
    parser.addoption("--whole", action="store_true", help="everything, not declared samples")


@pytest.fixture(autouse=True)
def place_and_environment() -> Iterator[None]:
    """See that a test leaves folder and environment as they were, for the ones after it."""
    place, before = Path.cwd(), dict(os.environ)
    yield
    assert Path.cwd() == place
    if BY_NBGRADER not in before:
        os.environ.pop(BY_NBGRADER, None)
    after = dict(os.environ)
    changed = {n for n in before.keys() | after.keys() if before.get(n) != after.get(n)}
    assert changed - SET_BY_OTHERS == set()


@pytest.fixture
def own_path(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put back ``PATH`` afterwards, on which a course's settings put nbgrader's tools."""
    monkeypatch.setenv("PATH", os.environ["PATH"])


@pytest.fixture
def whole(request: pytest.FixtureRequest) -> bool:
    """Return whether everything is to be measured."""
    return bool(request.config.getoption("--whole"))


def pytest_report_header() -> str:
    """Say under which setting sums are made; see ``tests.tools.prove``."""
    capability = torch.backends.cpu.get_cpu_capability().lower()
    return f"torch: {capability}, threads: {torch.get_num_threads()}"


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a course folder in which nothing has been handed in; do not write to it."""
    from grader.classroom.demo import demo

    folder = tmp_path_factory.mktemp("course") / "released"
    demo.release(folder)
    return folder


@pytest.fixture
def course(released: Path, tmp_path: Path) -> Path:
    """Return a course folder in which nothing has been handed in."""
    folder = tmp_path / "course"
    shutil.copytree(released, folder)
    return folder


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    """Return a warm sandbox, which takes several seconds to start."""
    with Sandbox() as made:
        yield made


@pytest.fixture
def shared_sandbox(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let ``grade`` take this sandbox in place of one of its own."""
    from grader.classroom.grading import autograde

    monkeypatch.setattr(autograde, "Sandbox", lambda *_: contextlib.nullcontext(sandbox))


@pytest.fixture(scope="session")
def graded_course(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a course of tiny assignments that are all graded; do not write to it."""
    from grader.classroom.grading import autograde
    from tests.classroom import tiny

    folder = tmp_path_factory.mktemp("tiny") / "course"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(autograde, "Sandbox", lambda *_: contextlib.nullcontext(sandbox))
        tiny.grade(folder)
    return folder


@pytest.fixture
def again(graded_course: Path, tmp_path: Path) -> Path:
    """Return a course folder of tiny assignments that are all graded."""
    folder = tmp_path / "again"
    shutil.copytree(graded_course, folder)
    return folder


@pytest.fixture(scope="session")
def kernels() -> Iterator[Path | None]:
    """Return a place of kernels that have imported everything; none where forks are not safe."""
    from tests.tools.forked_kernels import forked_kernels

    if sys.platform == "darwin":
        yield None
        return
    with TemporaryDirectory() as folder, forked_kernels(Path(folder)):
        yield Path(folder)


@pytest.fixture
def quick_kernels(kernels: Path | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Jupyter start kernels from there."""
    if kernels:
        monkeypatch.setenv("JUPYTER_PATH", str(kernels))
