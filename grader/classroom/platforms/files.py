"""A folder for each learner, or a file for each, in no platform's own form.

A folder is called after its student, as in nbgrader's ``submitted``; a file after the student and
the notebook, such as ``ada_07_epoch.ipynb``; a zip after its student.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from grader.classroom.platforms.archives import Entry
from grader.classroom.platforms.names import is_notebook_name, meant
from grader.classroom.platforms.senders import Sender, Sorted

NAME = "files"
NOBODYS = "neither in the folder of a student nor called STUDENT_NOTEBOOK.ipynb"


def sort(found: Sequence[Entry], known: Collection[str]) -> Sorted:
    """Return files by who handed them in.

    Args:
        found: The files.
        known: The names of the course's notebooks and assignments.
    """
    told = Sorted()
    wrapped = _wrapper(found, known)
    for entry in found:
        path = entry.path[len(wrapped) :]
        who, _, rest = path.partition("/")
        if not rest:
            who, rest = _of_a_file(who, known)
        if who:
            told.add(Sender(who, ident=who), replace(entry, path=rest))
        else:
            told.left_out[entry.path] = NOBODYS
    return told


def _wrapper(found: Sequence[Entry], known: Collection[str]) -> str:
    """Return the folder around all folders of students, with ``/``; empty if there is none."""
    tops = {entry.path.partition("/")[0] for entry in found}
    deep = all(entry.path.count("/") >= 2 for entry in found)
    seconds = {entry.path.split("/")[1] for entry in found} if deep else set()
    if len(tops) == 1 and deep and not any(meant(second, known) for second in seconds):
        return f"{tops.pop()}/"
    return ""


def _of_a_file(name: str, known: Collection[str]) -> tuple[str, str]:
    """Return whose file it is by its name, and the rest of the name."""
    if name.lower().endswith(".zip"):
        return name[: -len(".zip")], name
    if is_notebook_name(name):
        for gap in re.finditer(r"[_ -]+", name):
            if gap.start() and meant(name[gap.end() :], known):
                return name[: gap.start()], name[gap.end() :]
    return "", ""
