"""Which student of the course somebody is whom a platform knows by its own number."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from nbgrader.api import MissingEntry

from grader.classroom.platforms.names import first_and_last, id_of, same_name
from grader.classroom.platforms.record import Record
from grader.classroom.platforms.senders import Sender
from grader.render.printable import printable

PER_ASSIGNMENT = ("moodle",)  # whose numbers of people are others in every assignment
TWO_NAMES = "more than one is called {name}: give --roster, with e-mail addresses or numbers in it"
TWICE = "is the same student as {other}: mend the roster, or the gradebook's students"


@dataclass(frozen=True)
class Identity:
    """Who somebody is.

    Attributes:
        student: Their id in the course; empty if that cannot be told.
        wrong: Why not.
        by_name: Whether their name alone told it.
    """

    student: str = ""
    wrong: str = ""
    by_name: bool = False


@dataclass(frozen=True)
class Known:
    """A student of the gradebook."""

    student: str
    name: str
    email: str


class Students:
    """The students of a gradebook, to be found by what a platform says of somebody."""

    def __init__(self, book: Any) -> None:
        self._by_email: dict[str, str] = {}
        self._by_id: dict[str, Known] = {}
        self._by_name: dict[frozenset[str], list[Known]] = defaultdict(list)
        for each in book.students:
            name = " ".join(filter(None, (each.first_name, each.last_name)))
            self._add(Known(each.id, name, each.email or ""))

    def _add(self, each: Known) -> None:
        self._by_id.setdefault(each.student.casefold(), each)
        if each.email:
            self._by_email.setdefault(each.email.casefold(), each.student)
        if each.name:
            self._by_name[same_name(each.name)].append(each)

    def by_address(self, sender: Sender) -> str:
        """Return the student with a sender's number or e-mail address; empty if nobody has it."""
        addresses = [word.casefold() for word in (sender.ident, sender.email) if word]
        for word in addresses:
            if word in self._by_email:
                return self._by_email[word]
        for word in (form for address in addresses for form in (address, id_of(address))):
            if word in self._by_id:
                return self._by_id[word].student
        for word in addresses:  # a user name is often what stands before the @
            found = self._by_id.get(word.partition("@")[0])
            if found and found.email.casefold() in ("", *addresses):
                return found.student
        return ""

    def by_name(self, sender: Sender) -> list[Known]:
        """Return who has a sender's name, and no address that says otherwise."""
        alike = self._by_name.get(same_name(sender.name), []) if sender.name else []
        mine = sender.email.casefold()
        return [e for e in alike if not (mine and e.email) or mine == e.email.casefold()]


def identities(
    platform: str,
    senders: Collection[Sender],
    assignments: Collection[str],
    known: Students,
    record: Record,
) -> dict[str, Identity]:
    """Return who the senders of a download are, by the platform's key.

    Args:
        platform: Where it is from.
        senders: Whoever handed in something.
        assignments: For which assignments it may be.
        known: The students of the course.
        record: What was collected before.
    """
    names = Counter(same_name(sender.name) for sender in senders if sender.name)
    before = _before(platform, assignments, record)
    found: dict[str, Identity] = {}
    by: dict[str, Sender] = {}
    for sender in senders:
        told = _identity(platform, sender, known, before, names)
        if told.student in by:
            told = Identity(wrong=TWICE.format(other=printable(by[told.student].shown)))
        elif told.student:
            by[told.student] = sender
        found[sender.key] = told
    return found


def _before(platform: str, assignments: Collection[str], record: Record) -> dict[str, str]:
    """Return the students that were found for a platform's keys before."""
    taken = list(record.of(platform))
    if platform in PER_ASSIGNMENT:
        taken = [each for each in taken if each.assignment in assignments]
    return {each.key: each.student for each in reversed(taken)}


def _identity(
    platform: str,
    sender: Sender,
    known: Students,
    before: dict[str, str],
    names: Counter[frozenset[str]],
) -> Identity:
    if sender.key in before:
        return Identity(before[sender.key])
    if student := known.by_address(sender):
        return Identity(student)
    told = sender.ident or sender.email
    if not told and names[same_name(sender.name)] > 1:
        return Identity(wrong=TWO_NAMES.format(name=printable(sender.name)))
    alike = known.by_name(sender)
    if len(alike) > 1:
        return Identity(wrong=TWO_NAMES.format(name=printable(sender.name)))
    if alike:
        return Identity(alike[0].student, by_name=not told)
    made = id_of(told) or id_of(sender.name) or id_of(f"{platform}-{sender.key}")
    return Identity(made, by_name=not told and bool(sender.name))


def write_names(book: Any, student: str, sender: Sender, before: str = "") -> bool:
    """Write a name and an e-mail address into the gradebook, where it has none.

    Args:
        book: nbgrader's gradebook.
        student: The student's id in it.
        sender: Who it is, as the platform and its table say.
        before: The full name that was collected before: no person chose it, so it may change.

    Returns:
        Whether somebody who was there is called otherwise now.
    """
    first, last = first_and_last(sender.name)
    told = {"first_name": first, "last_name": last, "email": sender.email}
    try:
        there = book.find_student(student)
        has_name = bool(there.first_name or there.last_name)
        collected = (there.first_name or "", there.last_name or "") == first_and_last(before)
        if has_name and not (collected and sender.name):
            del told["first_name"], told["last_name"]
        if there.email:
            del told["email"]
        changed = any(words and words != getattr(there, name) for name, words in told.items())
    except MissingEntry:
        changed = False
    kept = {name: words for name, words in told.items() if words}
    book.update_or_create_student(student, **kept)
    return changed
