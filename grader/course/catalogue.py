"""Finds stages and mistakes by walking their folders: adding a file adds an entry.

A mistake file's docstring holds its prose under fixed headings; ``tests`` hold every
file to that form.
"""

from __future__ import annotations

import difflib
import importlib
import json
import pkgutil
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import TypeVar

from grader.course.exercise import Exercise, Question, Stage
from grader.course.patch import Patch

OPTIONS = Path(__file__).with_name("options.json")  # written when the notebooks are built
SECTIONS = ("What happens", "Why it is easy to miss", "Hints")
T = TypeVar("T")
_MODULE = re.compile(r"s(\d\d_\w+)$")


@dataclass(frozen=True)
class MistakeFile:
    """A mistake as its file tells it.

    Attributes:
        slug: The file's name.
        title: First line of the docstring, one sentence.
        sections: Prose by heading (``SECTIONS``).
        hints: Three hints, from a question to the answer.
        patches: The ways to write it; each is an edit of a reference.
    """

    slug: str
    title: str
    sections: Mapping[str, str]
    hints: tuple[str, ...]
    patches: tuple[Patch, ...]


@cache
def modules(package: str) -> tuple[ModuleType, ...]:
    """Return the modules in a package's folder, by name."""
    home = importlib.import_module(package)
    names = sorted(entry.name for entry in pkgutil.iter_modules(home.__path__))
    return tuple(importlib.import_module(f"{package}.{name}") for name in names)


def _stage_modules() -> dict[str, ModuleType]:
    found = ((_MODULE.search(m.__name__), m) for m in modules("grader.stages"))
    return {match.group(1): module for match, module in found if match}


@cache
def stages() -> dict[str, Stage]:
    """Return every stage by its folder name, in order."""
    return {name: module.stage for name, module in _stage_modules().items()}


@cache
def exercises() -> dict[str, Exercise]:
    """Return every exercise by address, ``"NN_slug/name"``."""
    return {
        f"{stage}/{made.name}": replace(made, stage=stage)
        for stage, module in _stage_modules().items()
        for made in module.exercises
    }


@cache
def questions() -> dict[str, Question]:
    """Return every question by address, ``"NN_slug/key"``."""
    return {
        f"{stage}/{key}": question
        for stage, module in _stage_modules().items()
        for key, question in getattr(module, "questions", {}).items()
    }


@cache
def slugs() -> tuple[str, ...]:
    """Return the slugs of all mistakes; none of their files is read."""
    home = importlib.import_module("grader.mistakes")
    return tuple(sorted(entry.name for entry in pkgutil.iter_modules(home.__path__)))


@cache
def _mistake(slug: str) -> MistakeFile:
    return _read(importlib.import_module(f"grader.mistakes.{slug}"))


@cache
def options() -> dict[str, dict[str, str]]:
    """Return the words of every question's options, by address and letter."""
    found: dict[str, dict[str, str]] = json.loads(OPTIONS.read_text("utf-8"))
    return found


def asked(address: str) -> tuple[str, ...]:
    """Return the addresses of the questions that are asked together under one address.

    ``"01_loop/recall"`` stands for ``"01_loop/recall_1"`` and those that follow it.

    Raises:
        Unknown: if there is no such question.
    """
    together = tuple(a for a in questions() if a.rpartition("_")[0] == address)
    if not together:
        question(address)
    return together or (address,)


@cache
def mistakes() -> dict[str, MistakeFile]:
    """Return every mistake by slug."""
    return {slug: _mistake(slug) for slug in slugs()}


class Unknown(ValueError):
    """There is no such exercise, question or mistake; the message names the nearest."""


def exercise(address: str) -> Exercise:
    """Return one exercise; raises Unknown, naming the nearest, if there is none."""
    return _lookup(exercises(), address, "exercise")


def question(address: str) -> Question:
    """Return one question; raises Unknown, naming the nearest, if there is none."""
    return _lookup(questions(), address, "question")


def mistake(slug: str) -> MistakeFile:
    """Return one mistake, reading no other; raises Unknown, naming the nearest."""
    if slug not in slugs():
        raise Unknown(f'There is no mistake "{slug}".{nearest(str(slug), slugs())}')
    return _mistake(slug)


def nearest(word: str, known: Iterable[str]) -> str:
    """Return `` Did you mean "…"?`` for the known word closest to ``word``, or nothing."""
    known = list(known)
    close = difflib.get_close_matches(word, known, n=1, cutoff=0.4)
    if not close:
        close = [k for k in known if k.split("/")[-1] == word.split("/")[-1]]
    return f' Did you mean "{close[0]}"?' if close else ""


def _lookup(table: Mapping[str, T], key: str, what: str) -> T:
    if isinstance(key, str) and key in table:
        return table[key]
    raise Unknown(f'There is no {what} "{key}".{nearest(str(key), table)}')


def _read(module: ModuleType) -> MistakeFile:
    title, sections = parse(module.__doc__ or "")
    hints = re.split(r"^\d\. ", sections.get("Hints", ""), flags=re.MULTILINE)[1:]
    return MistakeFile(
        slug=module.__name__.rpartition(".")[2],
        title=title,
        sections=sections,
        hints=tuple(" ".join(hint.split()) for hint in hints),
        patches=(module.patch, *getattr(module, "variants", ())),
    )


def parse(docstring: str) -> tuple[str, dict[str, str]]:
    """Split a mistake's docstring into its title and its sections by heading."""
    head, *rest = re.split(r"^## (.+)$", docstring.strip(), flags=re.MULTILINE)
    pairs = zip(rest[::2], rest[1::2], strict=True)
    return " ".join(head.split()), {name.strip(): text.strip() for name, text in pairs}
