"""What of a course no submission may see, wherever it lies."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange.default import Exchange

from grader.classroom.config import SECRET

SIDE_FILES = ("", "-journal", "-wal", "-shm")  # what SQLite keeps beside a database


def private(config: Any) -> tuple[Path, ...]:
    """Return the folders and files of a course that a submission must not see.

    Args:
        config: nbgrader's configuration.
    """
    return tuple(sorted({path.absolute() for path in _private(config)}))


def _private(config: Any) -> Iterator[Path]:
    folders, exchange = CourseDirectory(config=config), Exchange(config=config)
    root = Path(folders.root)
    yield root
    for name in ("source", "release", "submitted", "autograded", "feedback"):
        yield root / getattr(folders, f"{name}_directory")
    kind, _, path = folders.db_url.partition(":///")
    if kind == "sqlite":
        yield from (root / f"{path}{suffix}" for suffix in SIDE_FILES)
    yield root / (config["Judged"].get("secret") or SECRET)
    yield Path(exchange.root)
    yield Path(exchange.cache)
