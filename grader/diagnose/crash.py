"""What the exception that ended somebody's code means: found among the files of the clinic.

A file's docstring tells it under fixed headings; below stands which exceptions it is about.
What a pattern's named groups matched can be used in the prose, in braces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from types import ModuleType

from grader.course.catalogue import modules, parse
from grader.course.exercise import Exercise
from grader.observe.recorder import Watched
from grader.observe.run import Failure
from grader.verdict import Clinic, Place

SECTIONS = ("What it means", "The usual cause", "Hint")
ANY = "*"  # in the place of a type
SHORT = 200  # characters of an exception's text that a headline can hold
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")  # some of torch's messages have bold words
_FIELD = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Entry:
    """A known exception as its file tells it.

    Attributes:
        slug: The file's name.
        title: First line of the docstring, one sentence.
        sections: Prose by heading (``SECTIONS``).
        messages: By the name of a type, the pattern of its texts, or of what they have in common
            in all versions of torch and Python.
        own: Whether it comes from the learner's own line (True), from what that line called
            (False), or from either (None).
        raised: The same of whether the learner's line is a ``raise``.
        placed: Whether there is a line of the learner's that it passed. An exception of the very
            call of a learner's function has none, nor has one of what it returned. Prose about
            "this line" is only told where there is one.
        near: Whether it is told only where a known name is near.
        line: The pattern of the learner's lines that it is about, if it is about some only; what
            its named groups matched can be used as well.
        general: Whether it gives way to the entries that are not.
        table: What ``{found}`` stands for, by what the group ``name`` matched.
    """

    slug: str
    title: str
    sections: Mapping[str, str]
    messages: Mapping[str, re.Pattern[str]]
    own: bool | None = None
    raised: bool | None = False
    placed: bool | None = None
    near: bool = False
    line: re.Pattern[str] | None = None
    general: bool = False
    table: Mapping[str, str] = field(default_factory=dict)

    def match(self, failure: Failure) -> dict[str, str] | None:
        """Return what the named groups of its patterns matched, if an exception is this one."""
        asked = (
            self.own in (None, failure.own)
            and self.raised in (None, failure.raised)
            and self.placed in (None, failure.line is not None)
            and bool(failure.near) >= self.near
        )
        pattern = self.messages.get(failure.type, self.messages.get(ANY))
        found = pattern.search(failure.message) if asked and pattern else None
        line = self.line.search(failure.text) if self.line else None
        if found is None or (self.line is not None and line is None):
            return None
        groups = found.groupdict() | (line.groupdict() if line else {})
        return {name: text for name, text in groups.items() if text is not None}


@cache
def entries() -> dict[str, Entry]:
    """Return every known exception by slug."""
    found = map(_read, modules("grader.diagnose.clinic"))
    return {entry.slug: entry for entry in found}


def _read(module: ModuleType) -> Entry:
    title, sections = parse(module.__doc__ or "")
    names = ("own", "raised", "near", "general", "table")
    line = getattr(module, "line", None)
    of_line = any("this line" in " ".join(text.split()) for text in sections.values())
    return Entry(
        slug=module.__name__.rpartition(".")[2],
        title=title,
        sections=sections,
        messages={kind: re.compile(text) for kind, text in module.messages.items()},
        line=re.compile(line) if line else None,
        placed=getattr(module, "placed", True if of_line else None),
        **{name: value for name in names if (value := getattr(module, name, ...)) is not ...},
    )


def clinic(exercise: Exercise, failure: Failure) -> Clinic | None:
    """Return what an exception means, if it is known."""
    failure = _with_known_types(failure)
    found = next(matching(failure), None)
    if found is None:
        return None
    entry, groups = found
    known = {"exercise": exercise.name, "near": failure.near, "line": failure.text}
    known |= groups
    known["found"] = entry.table.get(known.get("name", ""), "")
    means, cause, hint = (_filled(entry.sections[name], known) for name in SECTIONS)
    return Clinic(entry.slug, _filled(entry.title, known), means, cause, hint)


def matching(failure: Failure) -> Iterator[tuple[Entry, dict[str, str]]]:
    """Yield the entries that an exception is one of, those that say most of it first."""
    for entry in sorted(entries().values(), key=_breadth):
        groups = entry.match(failure)
        if groups is not None:
            yield entry, groups


def _breadth(entry: Entry) -> tuple[bool, bool, bool]:
    return entry.line is None, entry.general, not entry.near


def _filled(words: str, known: Mapping[str, str]) -> str:
    filled = _FIELD.sub(lambda field: known.get(field[1], field[0]), words)
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in filled.split("\n\n"))


def _with_known_types(failure: Failure) -> Failure:
    """Call the models that the grader wraps by the name that learners know."""
    message = failure.message.replace(f"'{Watched.__name__}'", "'Module'")
    message = message.replace(f"'{Watched.__module__}.{Watched.__name__}'", "'Module'")
    return replace(failure, message=message)


# -- what was said -------------------------------------------------------------------


def said(failure: Failure) -> str:
    """Return an exception's type and all of its text; nothing for code that did not end."""
    if failure.type in ("Runaway", "TimeUp"):
        return ""
    message = _with_known_types(failure).message
    text = "\n".join(map(str.rstrip, _COLOURS.sub("", message).strip().split("\n")))
    return f"{failure.type}: {text}" if text else failure.type


def raised(failure: Failure) -> str:
    """Return in one line what was raised, and where."""
    if failure.type == "Runaway":
        return "it called the model over and over and did not come to an end"
    if failure.type == "TimeUp":
        return failure.message
    first, *rest = said(failure).partition(": ")[2].split("\n")
    first = first.rstrip(" .:") if len(first) <= SHORT else f"{first[:SHORT]} …"
    told = (
        f"{failure.type}{where(failure)}: {first}" if first else f"{failure.type}{where(failure)}"
    )
    return f"{told} …" if any(rest) else told


def where(failure: Failure) -> str:
    """Return the words for the learner's line that an exception came from, if it is known."""
    return f" in line {failure.line}" if failure.line else ""


def ended_by_itself(failure: Failure) -> bool:
    """Return whether no line of the learner's was at work: its call failed, or what it left."""
    return failure.line is None and failure.type not in ("Runaway", "TimeUp", "SystemExit")


def place(failure: Failure | None) -> Place | None:
    """Return the learner's line that raised, if there is one."""
    if failure is None or failure.line is None:
        return None
    lines = failure.context.split("\n")[:2]
    return Place(failure.line, failure.text, "\n".join(lines))
