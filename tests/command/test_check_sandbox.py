"""``grader check --sandbox``: somebody else's file, alone; refused where nothing isolates it."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

import pytest

from grader.judge.guest.jail import Limits
from grader.judge.host.sandbox import Isolation, Sandbox
from tests.command.cases import FORGERIES, RIGHT_FILES
from tests.command.checker import RIGHT, STEP, WRONG, Row, check, write

pytestmark = pytest.mark.xdist_group("judge")

# What also runs where nothing can be written to, no program started, and no other file is.
ALIKE = (
    "asks_for_help.ipynb", "shell.ipynb", "shell_output.ipynb", "times_a_line.ipynb",
    "times_the_cell.ipynb", "captures.ipynb", "plots.ipynb", "awaits.ipynb", "script.ipynb",
    "writes_a_module.ipynb", "format_3.ipynb", "fails_before.ipynb", "ends_its_process.ipynb",
    "asks_the_grader.ipynb", "workers.ipynb", "latin.py", "annotated.py", "exported.py",
    "looks_at_itself.py",
)  # fmt: skip


@pytest.fixture
def boxed(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the command take the tests' own sandbox."""
    shared = contextlib.nullcontext(sandbox)
    monkeypatch.setattr("grader.command.check._sandbox", lambda: shared)


def checked(folder: Path, files: dict[str, Any], address: str = STEP) -> list[Row]:
    write(folder, files)
    _, rows = check([folder / name for name in files], address, sandboxed=True)
    return rows


@pytest.mark.usefixtures("boxed")
def test_honest_files_pass_as_they_do_outside(tmp_path: Path) -> None:
    rows = checked(tmp_path, {name: RIGHT_FILES[name] for name in ALIKE})
    told = {name: row["message"] for name, row in zip(ALIKE, rows, strict=True)}
    assert {told[name] for name, row in zip(ALIKE, rows, strict=True) if not row["passed"]} == set()


@pytest.mark.usefixtures("boxed")
def test_a_file_is_alone_and_the_report_says_so(tmp_path: Path) -> None:
    (tmp_path / "beside.py").write_text(RIGHT)
    away = str(tmp_path / "beside.py")
    files = {
        "imports.py": "from beside import train_step\n",
        "imports.ipynb": ["from beside import train_step"],
        "opens.py": f"exec(open({away!r}).read())\n",
        "needs.ipynb": ["import beside", RIGHT.replace("optimizer.z", "beside.z")],
    }
    rows = checked(tmp_path, files)
    told = [" ".join([row["message"], *row["evidence"]["notes"]]) for row in rows]
    assert [row["passed"] for row in rows] == [False] * len(rows)
    assert [("In the sandbox a file is alone" in t) for t in told] == [True, True, False, True]
    assert "FileNotFoundError" in told[2] or "PermissionError" in told[2]


@pytest.mark.usefixtures("boxed")
def test_no_file_passes_by_reaching_for_the_report(tmp_path: Path) -> None:
    rows = checked(tmp_path, {f"{n}.py": code + WRONG for n, code in enumerate(FORGERIES)})
    assert [row["passed"] for row in rows] == [False] * len(rows)
    assert {row["exercise"] for row in rows} == {STEP}


@pytest.mark.usefixtures("boxed")
def test_a_checkpoint_is_loaded_in_a_second_process(tmp_path: Path) -> None:
    remembers = (
        "import torch\nkept = {}\n"
        "def save_checkpoint(path, model, optimizer, scheduler, epoch):\n"
        "    states = [part.state_dict() for part in (model, optimizer, scheduler)]\n"
        "    {}\n"
        "def load_checkpoint(path, model, optimizer, scheduler):\n"
        "    *states, epoch = {}\n"
        "    for part, state in zip((model, optimizer, scheduler), states):\n"
        "        part.load_state_dict(state)\n"
        "    return epoch\n"
    ).replace("kept = {}", "kept = dict()")
    whole = "torch.save([*states, epoch], path)"
    kept = "import copy; torch.save(0, path); kept[str(path)] = copy.deepcopy([*states, epoch])"
    files = {
        "file.py": remembers.format(whole, "torch.load(path)"),
        "memory.py": remembers.format(kept, "kept[str(path)]"),
    }
    right, wrong = checked(tmp_path, files, "10_lifecycle/checkpoint")
    assert right["passed"], right["message"]
    assert not wrong["passed"]


@pytest.mark.usefixtures("boxed")
def test_processes_of_a_group_reach_each_other(tmp_path: Path) -> None:
    from grader.course.catalogue import exercise
    from grader.diagnose.programs import source_of

    address = "12_scale/average_gradients"
    head = "import torch\nimport torch.distributed as dist\n"
    (row,) = checked(tmp_path, {"group.py": head + source_of(exercise(address))}, address)
    assert row["passed"], row["message"]


class Weak:
    """A sandbox of which one layer is off."""

    control, limits = None, Limits()

    def isolation(self) -> Isolation:
        return Isolation({"bubblewrap": "bwrap was not found"}, ())

    def close(self) -> None:
        pass


def unable() -> None:
    raise RuntimeError("the process for learner code did not start: no message")


@pytest.mark.parametrize(("started", "why"), [(Weak, "bwrap was not found"), (unable, "no mess")])
def test_the_command_refuses_in_a_sentence_where_nothing_isolates(
    started: Any, why: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("grader.command.check.Sandbox", started)
    with pytest.raises(
        ValueError, match=r"^--sandbox cannot isolate files on this machine"
    ) as told:
        checked(tmp_path, {"right.py": RIGHT})
    assert why in str(told.value)
    assert str(told.value).endswith(".")
    assert "\n" not in str(told.value)
