"""Notebooks in every state: old formats and honest oddities are read, the rest gets a sentence."""

from __future__ import annotations

import copy
import json
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.converters import Autograde

from grader.classroom.grading import worker
from grader.classroom.grading.nbgrader_caches import keep_engines
from grader.classroom.grading.worker import Judgement, Task
from grader.classroom.submission import notebook
from grader.classroom.submission.handed_in import Unreadable, look
from tests.tools import small_course
from tests.tools.small_course import STAGE

pytestmark = pytest.mark.xdist_group("autograde")
Json = dict[str, Any]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a course folder; what is handed in there is overwritten."""
    return small_course.release(tmp_path_factory.mktemp("small") / "course")


@pytest.fixture
def solved(small: Path) -> Json:
    return small_course.solved(small)


@pytest.fixture
def place(small: Path) -> Path:
    """Return an empty folder of a student."""
    made = small / "submitted" / "ada" / STAGE
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir(parents=True)
    return made


def read(place: Path, content: bytes | Json) -> tuple[nbformat.NotebookNode, list[str]]:
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    (place / f"{STAGE}.ipynb").write_bytes(raw)
    return notebook.read(look(place, "ada"), STAGE)


def sources(made: Any) -> list[str]:
    return ["".join(cell["source"]) for cell in made["cells"]]


# Honest notebooks ---------------------------------------------------------------------------


def _minor(minor: int) -> Callable[[Json], Json]:
    def older(made: Json) -> Json:
        cells = [{k: v for k, v in cell.items() if k != "id"} for cell in made["cells"]]
        return made | {"cells": cells, "nbformat_minor": minor}

    return older


def _format_3(made: Json) -> Json:
    old = nbformat.convert(nbformat.reads(json.dumps(made), 4), 3)
    return dict(json.loads(nbformat.v3.writes_json(old)))


def _format_2(made: Json) -> Json:
    lines = ["".join(cell["source"]).split("\n") for cell in made["cells"]]
    code = {"cell_type": "code", "outputs": [], "collapsed": False, "language": "python"}
    sheets = [{"cells": [code | {"input": input_} for input_ in lines]}]
    return {"nbformat": 2, "metadata": {"name": "x"}, "worksheets": sheets}


def _format_1(made: Json) -> Json:
    cells = [{"cell_type": "code", "code": "".join(c["source"])} for c in made["cells"]]
    return {"nbformat": 1, "cells": cells}


def _newer_minor(made: Json) -> Json:
    cells = [cell | {"new": {"in": ["a", "later", "format"]}} for cell in made["cells"]]
    return made | {"cells": cells, "nbformat_minor": 9, "also": "new"}


def _of_another_editor(made: Json) -> Json:
    cells = [
        cell | {"metadata": cell["metadata"] | {"id": "x", "tags": 1}} for cell in made["cells"]
    ]
    about = {"colab": {"provenance": []}, "kernelspec": {"name": "python3"}, "accelerator": "GPU"}
    return made | {"cells": cells, "metadata": about, "nbformat_minor": 0}


def _without_outputs(made: Json) -> Json:
    keys = {"cell_type", "source", "metadata", "id"}
    return made | {"cells": [{k: c[k] for k in keys} for c in made["cells"]]}


def _lines(made: Json) -> Json:
    return made | {
        "cells": [c | {"source": "".join(c["source"]).splitlines(True)} for c in made["cells"]]
    }


def _same_ids(made: Json) -> Json:
    return made | {"cells": [cell | {"id": "same"} for cell in made["cells"]]}


HONEST: dict[str, Callable[[Json], Json]] = {
    "as_released": dict,
    **{f"format_4_{minor}": _minor(minor) for minor in range(5)},
    "format_3": _format_3,
    "format_2": _format_2,
    "format_1": _format_1,
    "newer_minor": _newer_minor,
    "of_another_editor": _of_another_editor,
    "without_outputs": _without_outputs,
    "lines": _lines,
    "same_ids": _same_ids,
}


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_notebook_is_read_whatever_saved_it(
    name: str, solved: Json, place: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Nothing is logged or warned about; reading it again gives the same."""
    made, notes = read(place, HONEST[name](solved))
    assert sources(made) == sources(solved)
    assert bool(notes) == name.startswith(("format_1", "format_2", "format_3"))
    assert len({cell.id for cell in made.cells}) == len(made.cells)
    nbformat.validate(made)
    assert caplog.records == []
    assert read(place, HONEST[name](solved)) == (made, notes)


def test_pictures_in_text_stay_and_a_mark_of_byte_order_is_no_text(
    solved: Json, place: Path
) -> None:
    picture = {"image.png": {"image/png": "iVBORw0KGgo="}}
    cell = {"cell_type": "markdown", "source": "![](attachment:image.png)", "metadata": {}}
    solved["cells"].append(cell | {"attachments": picture, "outputs": []})
    made, _ = read(place, b"\xef\xbb\xbf" + json.dumps(solved).encode())
    assert made.cells[-1].attachments == picture
    assert "outputs" not in made.cells[-1]


def test_long_outputs_of_text_are_not_taken_for_many_values(
    solved: Json, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notebook, "VALUES", 1_000)
    text = '0.1, {[, \\" ' * 1_000
    solved["cells"][0]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": text}]
    assert sources(read(place, solved)[0]) == sources(solved)
    solved["cells"][0]["outputs"] = [[]] * 1_000
    with pytest.raises(Unreadable, match="more than 1,000 values"):
        read(place, solved)


# Every field of another type ----------------------------------------------------------------

OTHERS: list[Any] = [None, True, -1, 1.5, 10**40, "", "xyz", [], ["x"], [[]], {}, {"x": {"x": 1}}]
IDLE = {"metadata", "outputs", "id", "execution_count", "attachments", "level", "collapsed"}
SAMPLE = 250  # of some two thousand; --whole takes all


def fields(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the way to each value in JSON data."""
    yield path
    if isinstance(value, (dict, list)):
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from fields(part, (*path, key))


def changed(value: Any, path: tuple[Any, ...], other: Any) -> Any:
    """Return JSON data with another value at a place; ``...`` takes it away."""
    if not path:
        return other
    made = copy.copy(value)
    made[path[0]] = changed(value[path[0]], path[1:], other)
    if made[path[0]] is ...:
        del made[path[0]]
    return made


def rich(solved: Json) -> Json:
    """Return a notebook that has every kind of field."""
    output = {"output_type": "stream", "name": "stdout", "text": ["x"]}
    solved["cells"][0] |= {"outputs": [output], "execution_count": 1}
    text = {"cell_type": "markdown", "metadata": {"tags": ["a"]}, "source": ["a", "b"], "id": "t"}
    solved["cells"].append(text | {"attachments": {"a.png": {"image/png": "eA=="}}})
    return solved


@pytest.fixture
def judge(small: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Judgement]:
    """Return what judges a submission with all of nbgrader's steps; no code is run."""
    config = small_course.settings(small)
    keep_engines()
    before = [worker.class_of(step) for step in Autograde(config=config).sanitize_preprocessors]
    after, _ = worker.steps(config)
    monkeypatch.setattr(worker._Process, "sanitize", [step(config=config) for step in before])
    monkeypatch.setattr(worker._Process, "finish", [step(config=config) for step in after])
    monkeypatch.setattr(worker._Process, "judge", lambda made, about: (made, about), raising=False)
    folder = small / "submitted" / "ada" / STAGE
    url, source = f"sqlite:///{small / 'gradebook.db'}", small / "source" / STAGE
    return lambda: worker.judge_submission(Task(STAGE, "ada", folder, (STAGE,), url, source))


def is_fine(judged: Judgement) -> bool:
    """Return whether it is a valid notebook with the graded cell, and any sentences are plain."""
    made = nbformat.from_dict(json.loads(judged.notebooks[STAGE]))
    nbformat.validate(made)
    names = [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in made.cells]
    words = f"{judged.reason} {judged.oddities}"
    return names.count("grade_mse") == 1 and words.isprintable() and len(words) < 600


@pytest.mark.timeout(600)
@pytest.mark.parametrize("old", ["format_4", "format_3"])
def test_no_field_of_another_type_stops_the_grader(
    old: str,
    solved: Json,
    place: Path,
    judge: Callable[[], Judgement],
    whole: bool,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Fields that say nothing about the answer keep nothing from being marked."""
    made = rich(solved) if old == "format_4" else _format_3(rich(solved))
    cases = [(path, other) for path in fields(made) for other in [*OTHERS, ...] if path]
    assert len(cases) > 700
    for path, other in cases if whole else random.Random(5).sample(cases, SAMPLE):
        (place / f"{STAGE}.ipynb").write_text(json.dumps(changed(made, path, other)))
        judged = judge()
        assert is_fine(judged), (path, other)
        assert not judged.reason or IDLE.isdisjoint(path), (path, other)
    assert [record for record in caplog.records if "JSON" in record.message] == []


def test_no_other_value_in_place_of_a_notebook_stops_the_grader(
    place: Path, judge: Callable[[], Judgement]
) -> None:
    for other in OTHERS:
        (place / f"{STAGE}.ipynb").write_text(json.dumps(other))
        judged = judge()
        assert judged.reason, other
        assert is_fine(judged), other


def test_no_damaged_file_stops_the_grader(
    solved: Json, place: Path, judge: Callable[[], Judgement]
) -> None:
    chance = random.Random(3)
    text = json.dumps(rich(solved)).encode()
    for _ in range(80):
        damaged = bytearray(text)
        for _ in range(chance.randint(1, 4)):
            start = chance.randrange(len(damaged))
            damaged[start : start + chance.randint(0, 3)] = chance.randbytes(chance.randint(0, 3))
        (place / f"{STAGE}.ipynb").write_bytes(damaged)
        assert is_fine(judge()), bytes(damaged)


@pytest.mark.parametrize("error", [MemoryError(), RecursionError("deep"), KeyError("<b>\x1b[1m")])
def test_whatever_fails_for_one_submission_is_a_sentence_about_it(
    error: Exception,
    solved: Json,
    place: Path,
    judge: Callable[[], Judgement],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fails(made: Any, about: Any) -> Any:
        raise error

    (place / f"{STAGE}.ipynb").write_text(json.dumps(solved))
    monkeypatch.setattr(worker._Process, "judge", fails)
    judged = judge()
    assert judged.reason.startswith(f"{STAGE}.ipynb could not be judged ({type(error).__name__}")
    assert judged.reason in judged.notebooks[STAGE]
    assert is_fine(judged)
