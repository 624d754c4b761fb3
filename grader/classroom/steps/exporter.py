"""nbgrader's way from a file to a marked notebook, for files in any state."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbgrader.preprocessors import Execute
from sqlalchemy.exc import SQLAlchemyError

from grader.classroom.steps.judge import Judged
from grader.classroom.steps.not_graded import not_graded
from grader.classroom.submission import notebook
from grader.classroom.submission.handed_in import Unreadable, look
from grader.judge.host.marking import Broken
from grader.judge.host.sandbox import TooWeak
from grader.render.printable import described

Resources = dict[str, Any]
# What says nothing about a submission: no marks may come of it.
OWN_TROUBLE = (SQLAlchemyError, OSError, Broken, TooWeak, KeyboardInterrupt, SystemExit)


class SubmissionExporter(NotebookExporter):
    """Reads a notebook in place of nbconvert; what cannot be marked becomes a sentence.

    For ``c.Autograde.exporter_class``. nbgrader converts each notebook twice: from what was
    handed in to a sanitized one, and from that to a marked one.
    """

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)  # type: ignore[no-untyped-call]
        self._reasons: dict[tuple[str, ...], str] = {}

    @property
    def _sanitizing(self) -> bool:
        converter: Any = self.parent
        return bool(converter._sanitizing)

    def from_filename(self, filename: str, resources: Resources | None = None, **_: Any) -> Any:
        """Convert a notebook; after a failure, one that says why and earns nothing."""
        assert resources is not None  # nbgrader always says whose notebook it is
        about = resources["nbgrader"]
        which = (about["student"], about["assignment"], about["notebook"])
        if self._sanitizing:
            self._reasons.pop(which, None)
        if which not in self._reasons:
            try:
                return self._converted(Path(filename), dict(resources))
            except OWN_TROUBLE:
                raise
            except Unreadable as error:
                self._reasons[which] = str(error)
            except BaseException as error:  # a submission can be odd in endless ways
                self._reasons[which] = could_not(about["notebook"], error)
        return self._not_graded(resources, self._reasons[which])

    def _converted(self, path: Path, resources: Resources) -> Any:
        if not self._sanitizing:
            return super().from_filename(str(path), resources)
        submission = look(path.parent, resources["nbgrader"]["student"])
        made, notes = notebook.read(submission, path.stem)
        about = {"name": path.stem, "path": str(path.parent)}
        resources |= {"metadata": about, "submission": submission, "oddities": notes}
        return self._exported(made, resources)

    def _not_graded(self, resources: Resources, reason: str) -> Any:
        """Write why; nothing of it is run, and in the end nbgrader's own steps save no points."""
        self.log.error("%s", reason)
        steps = [] if self._sanitizing else self._preprocessors
        self._preprocessors = [s for s in steps if not isinstance(s, (Judged, Execute))]
        return self._exported(not_graded(resources, reason), resources)

    def _exported(self, made: NotebookNode, resources: Resources) -> Any:
        return self.from_notebook_node(made, resources)  # type: ignore[no-untyped-call]


def could_not(name: str, error: BaseException) -> str:
    """Return a sentence on a notebook that could not be judged."""
    return f"{name}.ipynb could not be judged ({described(error)})."
