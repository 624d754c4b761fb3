"""From a download to the folders that nbgrader grades, and the names to its gradebook."""

from __future__ import annotations

import difflib
import os
import shutil
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, tzinfo
from pathlib import Path

from grader.classroom.grading.course import HOUSE, Course, nearest
from grader.classroom.platforms import canvas, downloads, files, git, moodle
from grader.classroom.platforms.archives import Entry
from grader.classroom.platforms.collected import (
    MENDED,
    NEW,
    NEWER,
    NOT_TAKEN,
    OLDER,
    SAME,
    Collected,
    Download,
    Row,
)
from grader.classroom.platforms.identities import Identity, Students, identities, write_names
from grader.classroom.platforms.names import id_of
from grader.classroom.platforms.parcels import Parcel
from grader.classroom.platforms.placing import (
    content_digest,
    digest_there,
    lies_well,
    put,
    time_there,
)
from grader.classroom.platforms.record import Record, Taken
from grader.classroom.platforms.senders import Sender, Sorted
from grader.classroom.platforms.times import Handed, due, handed, written
from grader.classroom.platforms.works import Place, Work, known_notebooks, works
from grader.classroom.submission.handed_in import Unreadable
from grader.render.printable import printable

RECORD = "collected.jsonl"
ALIKE = 0.9  # how alike an unknown id must be to a known one to be taken for a slip
KEPT_TIME = "unchanged, and at {when} as --roster says: the earlier time stays"
OPENERS: dict[str, Callable[[Path, tzinfo], AbstractContextManager[list[Entry]]]] = {
    git.NAME: git.opened,
}
SORTERS: dict[str, Callable[[Sequence[Entry], Collection[str]], Sorted]] = {
    moodle.NAME: moodle.sort,
    canvas.NAME: canvas.sort,
    files.NAME: files.sort,
    git.NAME: git.sort,
}


def collect(course: Course, download: Download) -> Collected:
    """Take what is new in a download into a course.

    Raises:
        ValueError: if nothing can be collected; the message is a sentence.
    """
    if download.student is not None:
        _check_student(download)
    elif download.new_student:
        raise ValueError("--new-student belongs to --student: it says that one is new.")
    with course.gradebook() as book:
        _check_assignment(download.assignment, [a.name for a in book.assignments])
        if download.student is not None and not download.new_student:
            _check_new(download.student, [each.id for each in book.students])
        known = known_notebooks(book, download.assignment)
        if not known:
            raise ValueError("The gradebook has no assignment: run nbgrader generate_assignment.")
        opener = OPENERS.get(download.platform, downloads.opened)
        with opener(download.path, download.zone) as found:
            names = {name for place in known for name in place}
            told = _sorted(download, found, names)
            if not told.senders:
                raise ValueError(_nobody(download, told))
            return _Collecting(course, book, download, known).collect(told)


def _sorted(download: Download, found: Sequence[Entry], names: Collection[str]) -> Sorted:
    """Return the files of a download by who handed them in."""
    if download.student is None:
        return SORTERS[download.platform](found, names)
    told = Sorted()
    for entry in found:
        told.add(Sender(download.student, ident=download.student), entry)
    return told


def _check_student(download: Download) -> None:
    student = download.student or ""
    if download.platform != files.NAME:
        raise ValueError("--student belongs to --from files: platforms say themselves who it was.")
    if not student or id_of(student) != student.casefold():
        raise ValueError(
            f"{printable(student) or 'Nothing'} is no id for a student: give one of letters, "
            "digits and .@-_ only."
        )


def _check_new(student: str, known: Sequence[str]) -> None:
    """See that a student is in the course, or that nobody there is called nearly so."""
    plain = {each.casefold(): each for each in known}
    if student.casefold() in plain:
        return
    whole = [each for each in plain if each.partition("@")[0] == student.casefold()]
    near = whole or difflib.get_close_matches(student.casefold(), plain, 1, ALIKE)
    if near:
        raise ValueError(
            f"The course has no student {printable(student)}: did you mean "
            f"{printable(plain[near[0]])}? If it is somebody new, add --new-student."
        )


def _check_assignment(named: str | None, known: Sequence[str]) -> None:
    if named is not None and named not in known:
        near = nearest(named, known)
        meant = f" Did you mean {near!r}?" if near else ""
        raise ValueError(f"The gradebook has no assignment {named!r}.{meant}")


def _nobody(download: Download, told: Sorted) -> str:
    told_why = ""
    if told.left_out:
        path, why = next(iter(sorted(told.left_out.items())))
        told_why = f" {printable(path)} is {why}."
    return f"{download.path} is no download from {download.platform}: nobody is in it.{told_why}"


class _Collecting:
    """The collecting of one download."""

    def __init__(
        self,
        course: Course,
        book: object,
        download: Download,
        known: Mapping[Place, frozenset[str]],
    ) -> None:
        self.course = course
        self.book = book
        self.download = download
        self.known = known
        self.record = Record(course.root / HOUSE / RECORD)
        self.scratch = course.root / HOUSE / f"collecting.{os.getpid()}"
        self.told = Collected()

    def collect(self, sorted_files: Sorted) -> Collected:
        """Take what is new of everybody."""
        roster = self.download.roster
        complete = roster.complete if roster else lambda sender: sender
        if roster:
            self.told.notes += roster.missing(list(sorted_files.senders.values()))
        senders = {key: complete(sender) for key, sender in sorted_files.senders.items()}
        who = identities(
            self.download.platform,
            senders.values(),
            {place[0] for place in self.known},
            Students(self.book),
            self.record,
        )
        self.told.left_out = sorted_files.left_out
        for key in sorted(senders, key=lambda key: senders[key].shown.casefold()):
            self.told.rows += self._person(senders[key], who[key], sorted_files.files[key])
        return self.told

    def _person(self, sender: Sender, who: Identity, found: Sequence[Entry]) -> list[Row]:
        shown = printable(who.student or sender.shown)
        wrong = who.wrong or lies_well(self.course, who.student)
        if wrong:
            return [Row(shown, self.download.assignment or "", NOT_TAKEN, wrong)]
        self.told.by_name += who.by_name
        shutil.rmtree(self.scratch, ignore_errors=True)
        parcel = Parcel(self.scratch, self.download.zone)
        try:
            self.scratch.mkdir(parents=True)
            parcel.add(found)
            return list(self._rows(sender, who.student, works(parcel, self.known)))
        except Unreadable as error:
            return [Row(shown, self.download.assignment or "", NOT_TAKEN, str(error))]
        finally:
            shutil.rmtree(self.scratch, ignore_errors=True)

    def _rows(self, sender: Sender, student: str, found: Sequence[Work]) -> Iterator[Row]:
        name = self._name_before(student, found) if self._in_roster(sender) else ""
        renamed = write_names(self.book, student, sender, name)
        for work in found:
            yield self._row(sender, student, work, renamed=renamed)

    def _in_roster(self, sender: Sender) -> bool:
        return bool(self.download.roster and self.download.roster.knows(sender))

    def _name_before(self, student: str, found: Sequence[Work]) -> str:
        """Return the name that a student was collected under before."""
        before = (self.record.last(self.download.platform, w.assignment, student) for w in found)
        return next((taken.name for taken in before if taken and taken.name), "")

    def _row(self, sender: Sender, student: str, work: Work, *, renamed: bool) -> Row:
        until = due(self.book, work.assignment, student)
        time = handed(sender, work, until, own=self.download.platform == files.NAME)
        digest = content_digest(work.files)
        what = self._decided(sender, student, work, digest, time.when.replace(microsecond=0))
        why = ""
        late = until is not None and time.when > until
        shown = printable(student)
        if what in (NEW, NEWER):
            put(self.course, student, work.assignment, work.files, time.when)
            why = "; ".join(filter(None, (time.note, *work.notes)))
        if what == SAME:
            mended, why = self._time_mended(sender, student, work, time)
            what = MENDED if mended or renamed else SAME
            late = late and mended
        if what != OLDER:
            self._write_down(sender, student, work, digest)
        return Row(shown, work.assignment, what, why, late)

    def _time_mended(
        self, sender: Sender, student: str, work: Work, time: Handed
    ) -> tuple[bool, str]:
        """Give work that is there already the time that a roster says, if none said it before.

        Whoever hands in the same again later is not late for that: then the earlier time stays.

        Returns:
            Whether there is another time now, and what is worth knowing.
        """
        when = time_there(self.course, student, work.assignment)
        told = self._told(sender)
        if not told or (when and written(when) == told):
            return False, ""
        before = self.record.last(self.download.platform, work.assignment, student)
        if before and before.told and when and when < time.when:
            return False, KEPT_TIME.format(when=told)
        put(self.course, student, work.assignment, work.files, time.when)
        return True, ""

    def _told(self, sender: Sender) -> str:
        """Return when work was handed in as the roster says; empty where it does not."""
        when = self.download.roster and self.download.roster.time_of(sender)
        return written(when) if when else ""

    def _decided(
        self, sender: Sender, student: str, work: Work, digest: str, when: datetime
    ) -> str:
        """Return what is to become of a submission."""
        there = digest_there(self.course, student, work.assignment)
        if not there:
            return NEW
        if there == digest:
            return SAME
        before = self.record.last(self.download.platform, work.assignment, student)
        if before and before.order and sender.order:
            older = sender.order < before.order
        else:
            time = time_there(self.course, student, work.assignment)
            older = time is not None and when < time
        return OLDER if older else NEWER

    def _write_down(self, sender: Sender, student: str, work: Work, digest: str) -> None:
        last = self.record.last(self.download.platform, work.assignment, student)
        told = self._told(sender)
        if last and last.told and last.digest == digest and not told:
            told = last.told
        made = Taken(
            self.download.platform,
            work.assignment,
            sender.key,
            student,
            sender.name,
            sender.email,
            sender.order,
            digest,
            told,
        )
        if last != made:
            self.record.add(made)
