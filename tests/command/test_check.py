"""How ``grader check`` reads and runs files: as IPython and Python do, and with what words."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from tests.command.cases import ENDLESS, FORGERIES, RIGHT_FILES, TOLD, UNREADABLE
from tests.command.checker import RIGHT, STEP, WRONG, Row, check, write

pytestmark = pytest.mark.xdist_group("check")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("files")
    told = {name: content for name, (content, _) in TOLD.items()}
    write(made, RIGHT_FILES | told)
    return made


def checked(folder: Path, names: Any, **how: Any) -> dict[str, Row]:
    names = [
        name for name in names if not name.startswith("in_a_folder/lib/") and "txt" not in name
    ]
    _, rows = check([folder / name for name in names], **how)
    return dict(zip(names, rows, strict=True))


@pytest.fixture(scope="module")
def rows(folder: Path) -> dict[str, Row]:
    return checked(folder, [*RIGHT_FILES, *TOLD])


def test_what_is_right_in_ipython_or_python_passes(rows: dict[str, Row], folder: Path) -> None:
    wrong = {name: row["message"] for name, row in rows.items() if not row["passed"]}
    assert {name: told for name, told in wrong.items() if name not in TOLD} == {}
    assert not (folder / "here").exists(), "a shell command was run"
    assert not (folder / "one_more.py").exists(), "a file was written"


def words(row: Row) -> str:
    return " ".join([row["message"], *row["evidence"]["notes"]])


@pytest.mark.parametrize("name", TOLD)
def test_what_is_missing_or_stops_is_told_with_its_place(rows: dict[str, Row], name: str) -> None:
    assert TOLD[name][1] in words(rows[name])
    assert rows[name]["passed"] == (name in ("older.ipynb", "exported_too.py"))


def test_what_the_grader_is_asked_for_in_a_file_prints_nothing(rows: dict[str, Row]) -> None:
    for name in ("asks_the_grader.ipynb", "asks_the_grader.py"):
        assert rows[name]["evidence"]["output"] == ""


def test_a_right_file_has_no_remarks(rows: dict[str, Row]) -> None:
    told = {name: row["evidence"]["notes"] for name, row in rows.items() if name not in TOLD}
    assert {name for name, notes in told.items() if notes} == {
        "exported.py",
        "fails_in_another.ipynb",
        "fails_before_another.ipynb",
    }


def test_code_that_does_not_end_is_cut_off_and_the_rest_goes_on(tmp_path: Path) -> None:
    write(tmp_path, {name: content for name, (content, _) in ENDLESS.items()})
    rows = checked(tmp_path, ENDLESS, seconds=4, cell=4)
    passed = {name for name, row in rows.items() if row["passed"]}
    assert passed == {name for name, (_, told) in ENDLESS.items() if not told}
    for name, (_, told) in ENDLESS.items():
        assert told in rows[name]["message"]


@pytest.fixture
def unreadable(tmp_path: Path) -> list[Path]:
    write(tmp_path, {name: data for name, (data, _) in UNREADABLE.items() if data is not None})
    (tmp_path / "folder.py").mkdir()
    os.mkfifo(tmp_path / "pipe.py")
    for name in ("huge.py", "huge.ipynb"):
        with (tmp_path / name).open("wb") as file:
            file.truncate(65 << 20)
    more = [
        "folder.py",
        "pipe.py",
        "huge.py",
        "huge.ipynb",
        "n" * 300 + ".py",
        os.fsdecode(b"\xff.py"),
    ]
    return [tmp_path / name for name in (*UNREADABLE, *more)]


def test_what_cannot_be_read_is_told_in_a_sentence_and_stops_nothing_else(
    unreadable: list[Path],
) -> None:
    right = unreadable[0].parent / "right.py"
    right.write_text(RIGHT)
    status, (*rows, last) = check([*unreadable, right])
    assert status == 2
    assert last["passed"]
    told = {path.name: row["message"] for path, row in zip(unreadable, rows, strict=True)}
    assert {name: t for name, (_, t) in UNREADABLE.items() if t not in told[name]} == {}
    assert told["folder.py"] == "folder.py is a folder; name the files in it."
    assert told["pipe.py"] == "pipe.py is not an ordinary file."
    assert "huge.py has 65 MB; 4 MB are the most." in told["huge.py"]
    assert all(t.endswith(".") and "\n" not in t and "Traceback" not in t for t in told.values())


def test_what_must_not_be_read_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from grader.command.checking.files import Unreadable, cells_of

    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    write(tmp_path, {"closed.py": RIGHT})
    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(Unreadable, match=r"^closed\.py cannot be read: Permission denied\.$"):
        cells_of(tmp_path / "closed.py")


def test_loaders_with_workers_pass(tmp_path: Path) -> None:
    body = (
        "from torch.utils.data import DataLoader\nimport torch\n"
        "def make_loader(dataset, batch_size, shuffle, seed):\n"
        "    g = torch.Generator().manual_seed(seed)\n"
        "    return DataLoader(dataset, batch_size, shuffle, generator=g, num_workers=1)\n"
    )
    write(tmp_path, {"workers.py": body, "workers.ipynb": [body]})
    paths = [tmp_path / "workers.py", tmp_path / "workers.ipynb"]
    _, rows = check(paths, "07_epoch/make_loader")
    assert [row["message"] for row in rows if not row["passed"]] == []


def test_a_pair_of_functions_is_found_by_their_names(tmp_path: Path) -> None:
    from grader.course.catalogue import exercise
    from grader.diagnose.programs import source_of

    both = source_of(exercise("10_lifecycle/checkpoint"))
    save, _, _ = both.partition("def load_checkpoint")
    files = {"both.py": "import torch\n" + both, "one.py": "import torch\n" + save}
    write(tmp_path, files)
    _, (right, wrong) = check([tmp_path / name for name in files], "10_lifecycle/checkpoint")
    assert right["passed"]
    assert "nor all of save_checkpoint, load_checkpoint" in wrong["message"]


def test_no_file_passes_by_reaching_for_the_report(tmp_path: Path) -> None:
    files = {f"{n}.py": code + WRONG for n, code in enumerate(FORGERIES)}
    write(tmp_path, files)
    status, rows = check([tmp_path / name for name in files])
    assert status == 1
    assert [row["passed"] for row in rows] == [False] * len(rows)
    assert {row["exercise"] for row in rows} == {STEP}
