"""One source, three forms: authored file, executed solution, released notebook.

python -m grader.classroom.authoring.build              all stages
python -m grader.classroom.authoring.build 07_epoch     build one
python -m grader.classroom.authoring.build --check      say what is out of date
"""

from __future__ import annotations

import argparse
import contextlib
import json
import logging
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError
from nbformat import NotebookNode

from grader.classroom.authoring.outputs import changed
from grader.classroom.authoring.questions import options
from grader.classroom.authoring.source import BadSource, notebook
from grader.classroom.config import course, kernels
from grader.course import catalogue
from grader.course.catalogue import OPTIONS, exercises, nearest
from grader.progress.attempts import OFF, VARIABLE
from grader.progress.untouched import FILE, texts

ROOT = Path(__file__).resolve().parents[3]
SECONDS_PER_CELL = 120
WIDGET = "application/vnd.jupyter.widget-view+json"
FAILURES = (BadSource, CellExecutionError, CellTimeoutError, RuntimeError)


def stages(root: Path = ROOT) -> list[str]:
    """Return the stages that have an authored file, in order."""
    return sorted(path.stem for path in (root / "solutions").glob("[0-9][0-9]_*.py"))


def execute(made: NotebookNode, folder: Path) -> NotebookNode:
    """Run a notebook top to bottom and return it with its outputs.

    Raises:
        CellExecutionError: if a cell raises.
        CellTimeoutError: if a cell does not end.
    """
    client = NotebookClient(
        made,
        timeout=SECONDS_PER_CELL,
        kernel_name="python3",
        record_timing=False,
        coalesce_streams=True,
        config=kernels(),
        resources={"metadata": {"path": str(folder)}},
    )
    # One thread adds up in a fixed order: the same digits everywhere.
    # What whoever builds has attempted elsewhere is on no board here.
    settings = {"OMP_NUM_THREADS": "1", VARIABLE: OFF}
    executed: NotebookNode = client.execute(env={**os.environ, **settings})
    for cell in executed.cells:
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", ()):
            # No state of a widget is stored: what stays is its form in words and pictures.
            output.get("data", {}).pop(WIDGET, None)
    executed.metadata.pop("widgets", None)
    return executed


def solution_path(root: Path, stage: str) -> Path:
    """Return where a stage's executed solution lies."""
    return root / "solutions" / stage / f"{stage}.ipynb"


def release_path(root: Path, stage: str) -> Path:
    """Return where a stage's released notebook lies."""
    return root / "notebooks" / stage / f"{stage}.ipynb"


def solve(root: Path, stage: str) -> None:
    """Write a stage's solution notebook: its authored file, executed."""
    target = solution_path(root, stage)
    target.parent.mkdir(parents=True, exist_ok=True)
    made = notebook(root / "solutions" / f"{stage}.py")
    nbformat.write(execute(made, target.parent), target)


def release(root: Path, into: Path, chosen: Sequence[str]) -> None:
    """Let nbgrader make the learner's notebooks of some stages, from their solutions.

    All of them share one gradebook, which takes nbgrader several seconds to make.

    Args:
        root: Folder that has ``solutions``.
        into: Folder in which ``notebooks`` is written.
        chosen: Stages to release.

    Raises:
        RuntimeError: if nbgrader refuses; its own words are in the message.
    """
    from nbgrader.apps import NbGraderAPI

    with tempfile.TemporaryDirectory() as scratch:
        work = Path(scratch)
        config = course(work, source_directory="solutions", release_directory="notebooks")
        config.Application.log_level = config.NbGrader.log_level = logging.ERROR
        api = NbGraderAPI(config=config)
        for stage in chosen:
            solution_path(work, stage).parent.mkdir(parents=True)
            shutil.copyfile(solution_path(root, stage), solution_path(work, stage))
            result = api.generate_assignment(stage, create=True, force=True)
            if not result["success"]:
                raise RuntimeError(f"nbgrader could not release {stage}:\n{result['log']}")
            target = release_path(into, stage)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(release_path(work, stage), target)


def untouched(root: Path) -> dict[str, str]:
    """Return, by address, the text of each exercise's cell as learners get it."""
    found = {}
    for stage in stages(root):
        if not release_path(root, stage).is_file():
            continue
        for cell in nbformat.read(release_path(root, stage), as_version=4).cells:
            about = cell.metadata.get("nbgrader", {})
            if about.get("solution") and f"{stage}/{about['grade_id']}" in exercises():
                found[f"{stage}/{about['grade_id']}"] = cell.source
    return found


def offered(root: Path) -> dict[str, dict[str, str]]:
    """Return the words of every question's options, by address and letter."""
    return {
        address: words
        for stage in stages(root)
        for address, words in options(notebook(root / "solutions" / f"{stage}.py")).items()
    }


def _write(path: Path, found: dict[str, Any]) -> None:
    path.write_text(f"{json.dumps(found, indent=1, ensure_ascii=False)}\n", "utf-8")


def drift(root: Path, chosen: Sequence[str]) -> list[str]:
    """Return sentences on what is out of date in some stages; none when all is well."""
    paths = ((s, path(root, s)) for s in chosen for path in (release_path, solution_path))
    lost = {stage: path for stage, path in paths if not path.is_file()}
    told = [f"{stage}: {path.relative_to(root)} is missing." for stage, path in lost.items()]
    present = [stage for stage in chosen if stage not in lost]
    for stage in present:
        authored = notebook(root / "solutions" / f"{stage}.py")
        built = nbformat.read(solution_path(root, stage), as_version=4)
        if _sources(authored) != _sources(built):
            told.append(f"{stage}: the solution notebook is not what solutions/{stage}.py says.")
    with tempfile.TemporaryDirectory() as scratch:
        release(root, Path(scratch), present)
        fresh = {stage: release_path(Path(scratch), stage).read_bytes() for stage in present}
    old = [stage for stage in present if fresh[stage] != release_path(root, stage).read_bytes()]
    if root == ROOT and untouched(root) != texts():
        told.append("What reset() gives back is not what the released notebooks say.")
    if root == ROOT and offered(root) != catalogue.options():
        told.append("What predict() says of the options is not what the notebooks say.")
    return told + [
        f"{stage}: the released notebook is not what nbgrader makes of the solution."
        for stage in old
    ]


def stale_outputs(root: Path, stage: str) -> list[str]:
    """Run a stage again and return sentences on cells that show something else now."""
    built = nbformat.read(solution_path(root, stage), as_version=4)
    made = notebook(root / "solutions" / f"{stage}.py")
    fresh = execute(made, solution_path(root, stage).parent)
    return [f"{stage}: {sentence}" for sentence in changed(built, fresh)]


def _sources(made: NotebookNode) -> list[tuple[str, str, str, str]]:
    return [
        (c.id, c.cell_type, c.source, json.dumps(c.metadata, sort_keys=True)) for c in made.cells
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Build or check stages; returns 0 when all is well, 1 on drift or failure, 2 on bad usage."""
    parser = argparse.ArgumentParser(prog="python -m grader.classroom.authoring.build")
    parser.add_argument("stages", nargs="*", metavar="STAGE", help="all stages by default")
    parser.add_argument("--check", action="store_true", help="only say what is out of date")
    chosen = parser.parse_args(arguments)
    for stage in chosen.stages:
        if stage not in stages():
            print(f'There is no stage "{stage}".{nearest(stage, stages())}', file=sys.stderr)
            return 2
    work = _check if chosen.check else _build
    return work(list(dict.fromkeys(chosen.stages)) or stages())


def _check(chosen: Sequence[str]) -> int:
    try:
        told = drift(ROOT, chosen)
    except FAILURES as error:
        told = [str(error)]
    if told:
        print("\n".join(told))
        return 1
    return max(map(_shows_what_it_did, chosen))


def _shows_what_it_did(stage: str) -> int:
    try:
        told = stale_outputs(ROOT, stage)
    except FAILURES as error:
        told = [f"{stage}: {error}"]
    print("\n".join(told) if told else f"{stage}: up to date", flush=True)
    return 1 if told else 0


def _build(chosen: Sequence[str]) -> int:
    with contextlib.suppress(BadSource):  # which is told of the stage that has it
        _write(OPTIONS, offered(ROOT))  # executed notebooks show these words
    solved = [stage for stage in chosen if _solved(stage)]
    try:
        release(ROOT, ROOT, solved)
        _write(FILE, untouched(ROOT))
    except RuntimeError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"released {len(solved)} of {len(chosen)}")
    return 0 if len(solved) == len(chosen) else 1


def _solved(stage: str) -> bool:
    started = time.monotonic()
    print(f"{stage}: executing ...", end=" ", flush=True)
    try:
        solve(ROOT, stage)
    except FAILURES as error:
        print(f"\n{error}", file=sys.stderr)
        return False
    print(f"done in {time.monotonic() - started:.0f} s", flush=True)
    return True


if __name__ == "__main__":
    sys.exit(main())
