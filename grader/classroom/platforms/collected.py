"""What is to be collected, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import Path

from grader.classroom.platforms.rosters import Roster

NEW, NEWER, SAME = "new", "newer, replaces what was there", "the same as what is there"
MENDED = "the same as what is there; name or time taken over from --roster"
OLDER = "older than what is there"
NOT_TAKEN = "not taken"


@dataclass(frozen=True)
class Row:
    """What became of what somebody handed in for one assignment.

    Attributes:
        who: The student, or whoever handed it in.
        assignment: What it is for; empty if that is not known.
        what: ``NEW``, ``NEWER``, ``MENDED``, ``SAME``, ``OLDER`` or ``NOT_TAKEN``.
        why: Why it was not taken, or what is worth knowing.
        late: Whether it is late.
    """

    who: str
    assignment: str
    what: str
    why: str = ""
    late: bool = False


@dataclass
class Collected:
    """What became of a download.

    Attributes:
        rows: One for each person and assignment.
        left_out: Why a file belongs to nobody, by its path.
        by_name: How many students were told by their names alone.
        notes: Sentences on what else is worth knowing.
    """

    rows: list[Row] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)
    by_name: int = 0
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Download:
    """What is to be collected.

    Attributes:
        path: A folder or a zip.
        platform: Where it is from.
        zone: The time zone of its times.
        assignment: What it is for; None for whatever is found.
        roster: Who is who, if that was given.
        student: Whose all of it is; None for whoever is found.
        new_student: Whether that may be somebody new whose name is like another's.
    """

    path: Path
    platform: str
    zone: tzinfo
    assignment: str | None = None
    roster: Roster | None = None
    student: str | None = None
    new_student: bool = False
