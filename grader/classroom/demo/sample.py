"""A sample class for 07_epoch: submissions made from the solution notebook and patches.

Nobody is invented: a submission is called by what is in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from grader.classroom.authoring.build import release_path, solution_path
from grader.classroom.steps.cells import cell_name
from grader.course.catalogue import mistake
from grader.course.matching import DoesNotApply

STAGE = "07_epoch"
Edit = Callable[[NotebookNode], None]


@dataclass(frozen=True)
class Submission:
    """One learner's notebook.

    Attributes:
        student: Says what is special about it.
        slugs: Mistakes that are made, as ``exercise: slugs``.
        edit: Whatever else is done to the notebook.
        filename: Name under which it is handed in.
        written: Whether anything was written at all.
        stage: Which notebook it is made from.
    """

    student: str
    slugs: dict[str, tuple[str, ...]]
    edit: Edit | None = None
    filename: str = f"{STAGE}.ipynb"
    written: bool = True
    stage: str = STAGE


def _epoch(*slugs: str) -> dict[str, tuple[str, ...]]:
    return {"train_one_epoch": slugs}


def submissions() -> list[Submission]:
    """Return the class: right ones, common mistakes, two at once, and broken notebooks."""
    single = (
        "missing_zero_grad",
        "mean_of_batch_means",
        "mean_of_batch_accuracies",
        "missing_train_mode",
        "softmax_before_cross_entropy",
        "zero_grad_after_backward",
        "step_once_per_epoch",
        "only_last_batch",
        "returns_tensor",
        "keeps_graph_alive",
    )
    return [
        Submission("perfect", {}),
        Submission("perfect_with_prints_and_warnings", {}, _chatty),
        *(Submission(slug, _epoch(slug)) for slug in single),
        Submission("two_mistakes", _epoch("missing_zero_grad", "mean_of_batch_means")),
        Submission(
            "many_mistakes",
            {
                "RunningAverage": ("empty_input_not_refused",),
                "StandardizedDataset": ("std_not_divided",),
                "make_loader": ("no_shuffle",),
                "train_one_epoch": ("missing_backward",),
            },
        ),
        Submission("crash", _epoch("item_before_backward")),
        Submission("infinite_loop", {}, _endless),
        Submission("endless_cell", {}, _endless_cell),
        Submission("renamed_notebook", {}, filename="homework.ipynb"),
        Submission("deleted_grade_cell", {}, _without_grade_cell),
        Submission("untouched", {}, written=False),
    ]


def write(root: Path, folder: Path) -> Iterator[Path]:
    """Write every submission below ``folder`` as ``<student>__<file>``; yield the paths.

    Args:
        root: The course's repository, with ``solutions`` and ``notebooks`` built.
        folder: Where the files go.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for submission in submissions():
        path = folder / f"{submission.student}__{submission.filename}"
        nbformat.write(notebook(root, submission), path)
        yield path


def notebook(root: Path, submission: Submission) -> NotebookNode:
    """Return the notebook a submission consists of."""
    solved: NotebookNode = nbformat.read(solution_path(root, submission.stage), as_version=4)
    made: NotebookNode = nbformat.read(release_path(root, submission.stage), as_version=4)
    answers = {cell_name(cell): cell.source for cell in solved.cells if cell_name(cell)}
    for cell in made.cells:
        name = cell_name(cell)
        if submission.written and name and cell.metadata["nbgrader"]["solution"]:
            cell.source = _written(answers[name], submission.slugs.get(name, ()))
    if submission.edit:
        submission.edit(made)
    return made


def _written(solution: str, slugs: tuple[str, ...]) -> str:
    """Return a solution cell without its markers, with mistakes made in it."""
    kept = [line for line in solution.splitlines() if not line.strip().startswith("### ")]
    source = "\n".join(kept)
    for slug in slugs:
        source = _with_mistake(source, slug)
    return source


def _with_mistake(source: str, slug: str) -> str:
    for patch in mistake(slug).patches:
        try:
            return patch.apply(source)
        except DoesNotApply:
            continue
    raise ValueError(f"{slug} cannot be made in this cell")


def _cell(made: NotebookNode, name: str) -> NotebookNode:
    found: NotebookNode = next(cell for cell in made.cells if cell_name(cell) == name)
    return found


def _chatty(made: NotebookNode) -> None:
    cell = _cell(made, "train_one_epoch")
    start = "    model.train()\n"
    if start not in cell.source:
        raise ValueError("the solution of train_one_epoch has no line for the noise to go before")
    noise = (
        '    import sys\n    import warnings\n    print("starting")\n'
        '    print("to stderr", file=sys.stderr)\n    warnings.warn("a warning")\n'
    )
    cell.source = cell.source.replace(start, noise + start)


def _endless(made: NotebookNode) -> None:
    """Put in a function that never returns: the grader stops it."""
    _cell(made, "train_one_epoch").source = (
        "def train_one_epoch(model, loader, loss_fn, optimizer, device):\n"
        "    while True:\n        pass\n"
    )


def _endless_cell(made: NotebookNode) -> None:
    """Put in a cell that never ends: nbgrader stops it, and its function stays undefined."""
    _cell(made, "make_loader").source = "while True:\n    pass\n"


def _without_grade_cell(made: NotebookNode) -> None:
    made.cells.remove(_cell(made, "grade_train_one_epoch"))
