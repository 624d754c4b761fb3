"""A clone for each learner, as from GitHub Classroom: what was committed last is handed in.

A clone may have been made by its learner, settings included, and git runs programs that a
repository's settings name. So git never works in one: it gets an empty repository of ours and is
told where the objects lie. Which commit is the last one is read from two plain files.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import subprocess
import tempfile
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from grader.classroom.platforms.archives import Entry, entries
from grader.classroom.platforms.names import meant
from grader.classroom.platforms.senders import Sender, Sorted
from grader.classroom.submission.handed_in import ENTRIES, FOLDER_MB, MEGABYTE, HandedIn, Unreadable

NAME = "git"
SECONDS = 60
SUBMISSIONS = "-submissions"
LINE = 1000
COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
REF = re.compile(r"ref: (refs/[\w./-]+)")
EMPTY = "a repository without a commit"
NO_CLONES = "{path} has no clones: name the folder that they lie in."
NO_GIT = "git is not installed, so nothing can be read from repositories."


@contextlib.contextmanager
def opened(path: Path, zone: tzinfo) -> Iterator[list[Entry]]:
    """Give the files that were committed last, below the name of each clone.

    Args:
        path: The folder of all clones.
        zone: Of no use here: commits say theirs.

    Raises:
        ValueError: if there is no clone.
    """
    clones = _clones(path)
    above = f"{path.resolve().name.removesuffix(SUBMISSIONS)}-"  # as GitHub's own tool clones
    with tempfile.TemporaryDirectory() as own:
        _git(Path(own), None, "init", "--quiet", "--bare")
        yield [entry for clone in clones for entry in _committed(Path(own), clone, above)]


def _clones(path: Path) -> list[Path]:
    if not path.is_dir():
        raise ValueError(f"There is no folder {path}.")
    found = [one for one in sorted(path.iterdir()) if not one.is_symlink() and _is_clone(one)]
    if not found:
        raise ValueError(NO_CLONES.format(path=path))
    return found


def _is_clone(path: Path) -> bool:
    inner = path / ".git"
    return inner.is_dir() and not inner.is_symlink()


def _committed(own: Path, clone: Path, above: str) -> list[Entry]:
    """Return the files of the last commit of a clone, with its time."""
    name = f"{clone.name.removeprefix(above)}/"
    try:
        commit = _last_commit(clone / ".git")
        seconds = int(_git(own, clone, "log", "-1", "--format=%ct", commit).decode("ascii"))
        content = _git(own, clone, "archive", "--format=zip", commit)
        found = entries(io.BytesIO(content), ENTRIES, UTC)
    except (Unreadable, ValueError, OSError, subprocess.SubprocessError) as error:
        told = str(error) if isinstance(error, Unreadable) else "a repository that git cannot read"
        return [Entry(f"{name}.git", lambda: HandedIn(clone).opened(".git"), None, told)]
    when = datetime.fromtimestamp(seconds, UTC)
    return [replace(entry, path=name + entry.path, when=when) for entry in found]


def _last_commit(inner: Path) -> str:
    """Return the commit that a repository is at.

    Raises:
        Unreadable: if there is none.
    """
    folder = HandedIn(inner)
    head = _text(folder, "HEAD")
    if COMMIT.fullmatch(head):
        return head
    named = REF.fullmatch(head)
    if not named or ".." in named[1]:
        raise Unreadable(EMPTY)
    with contextlib.suppress(Unreadable):
        if COMMIT.fullmatch(commit := _text(folder, named[1])):
            return commit
    with contextlib.suppress(Unreadable):
        for line in folder.read("packed-refs", MEGABYTE).decode("utf-8", "replace").splitlines():
            commit, _, ref = line.partition(" ")
            if ref == named[1] and COMMIT.fullmatch(commit):
                return commit
    raise Unreadable(EMPTY)


def _text(folder: HandedIn, name: str) -> str:
    return folder.read(name, LINE).decode("utf-8", "replace").strip()


def _git(own: Path, clone: Path | None, *words: str) -> bytes:
    """Run git in a repository of ours, with the objects of a clone.

    Raises:
        ValueError: if git is not there.
        Unreadable: if what comes of it is too large.
        SubprocessError: if git fails.
    """
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    settings = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "HOME": str(own)}
    objects = {"GIT_OBJECT_DIRECTORY": str(clone / ".git" / "objects")} if clone else {}
    command = ["git", f"--git-dir={own}", *words]
    try:
        done = subprocess.run(
            command,
            env=kept | settings | objects,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=SECONDS,
            check=True,
        )
    except FileNotFoundError:
        raise ValueError(NO_GIT) from None
    if len(done.stdout) > FOLDER_MB * MEGABYTE:
        raise Unreadable(f"a repository of more than {FOLDER_MB} MB")
    return done.stdout


def sort(found: Sequence[Entry], known: Collection[str]) -> Sorted:
    """Return files by the learner whose clone they are in.

    A clone is called after its learner. What GitHub Classroom puts before that, the assignment's
    name, is left out where it is the name of one here.

    Args:
        found: The files.
        known: The names of the course's notebooks and assignments.
    """
    told = Sorted()
    for entry in found:
        clone, _, path = entry.path.partition("/")
        who = _learner(clone, known)
        told.add(Sender(who, ident=who), replace(entry, path=path))
    return told


def _learner(clone: str, known: Collection[str]) -> str:
    for hyphen in re.finditer("-", clone):
        if hyphen.start() and clone[hyphen.end() :] and _is_known(clone[: hyphen.start()], known):
            return clone[hyphen.end() :]
    return clone


def _is_known(name: str, known: Collection[str]) -> bool:
    found = meant(name, known)
    return found is not None and found[1] == 0
