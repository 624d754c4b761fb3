"""Which versions a mark was given with."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version

from nbformat import NotebookNode

KEY = "training_loop"
Versions = dict[str, str]


def versions(course: str) -> Versions:
    """Return the versions that are here.

    Args:
        course: That of the assignment: a digest of its cells as they were released.
    """
    return {**_installed(), "course": course}


@cache
def _installed() -> Versions:
    return {"grader": version("training-loop-grader"), "torch": version("torch")}


def note(notebook: NotebookNode, found: Versions) -> None:
    """Write versions into a notebook's metadata, unless it was marked with others before."""
    notebook.metadata.setdefault(KEY, dict(found))


def told(found: Versions) -> str:
    """Return versions in words."""
    return ", ".join(f"{name} {number}" for name, number in found.items()) or "unknown versions"
