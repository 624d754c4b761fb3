"""The dictionary of mistakes: of each, a program that makes it, run where it shows best.

What a page says is measured: the program is the reference of an exercise with the mistake's own
patch, judged as a learner's answer is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from markupsafe import Markup

from grader.course.catalogue import MistakeFile, exercises, mistakes, stages
from grader.course.diff import diff
from grader.course.exercise import Exercise
from grader.diagnose import crash
from grader.diagnose.atlas.book import ways_of
from grader.diagnose.judge import demonstrate
from grader.diagnose.programs import Candidate, source_of
from grader.diagnose.runs import runs_of
from grader.observe.run import Failure
from grader.render import parts
from grader.render.html import table
from grader.render.plot import curves_image, describe
from grader.scenes.draws import PRACTICE
from grader.site.pages import Chosen, Page
from grader.site.symptoms import Symptom, symptoms
from grader.site.text import code
from grader.verdict import Curve, Verdict

CONTEXT = 3  # lines above and below those that differ
OTHERS = 4  # further ways to write a mistake that are shown
SEE_ALSO = re.compile(r"See also: ([^.]+)\.\s*$")
COLUMNS = ("Measured", "With this mistake", "Expected")


@dataclass(frozen=True)
class Shown:
    """A mistake as the dictionary shows it.

    Attributes:
        entry: The mistake's file.
        exercise: Where it is shown.
        programs: The ways to make it there; the first is the one that was run.
        verdict: What was found of that.
        places: Addresses of all exercises on which it shows.
    """

    entry: MistakeFile
    exercise: Exercise
    programs: tuple[Candidate, ...]
    verdict: Verdict
    places: tuple[str, ...]

    @property
    def curves(self) -> tuple[Curve, ...]:
        """The loss with the mistake and without; none where they are the same."""
        if not self.verdict.curves:
            return ()
        mine, theirs, _ = self.verdict.curves
        return replace(mine, label="with this mistake"), theirs

    @property
    def failure(self) -> Failure | None:
        """What ends the program, if something does."""
        runs = runs_of(self.exercise, PRACTICE)
        found = (runs.run(self.programs[0], probe).failure for probe in self.exercise.probes)
        return next(filter(None, found), None)

    @property
    def symptoms(self) -> tuple[Symptom, ...]:
        """What is seen of it."""
        raised = self.failure.type if self.failure else ""
        return symptoms(self.verdict, self.curves, raised)


@cache
def shown(slug: str) -> Shown:
    """Return a mistake where it shows best: with a loss curve, in the first such exercise.

    Raises:
        ValueError: if there is no such mistake, or it shows nowhere.
    """
    entry = mistakes()[slug]
    found = {address: made for address in exercises() if (made := _wrong(address, entry))}
    if not found:
        raise ValueError(f"{slug} shows in no exercise")
    best = min(found, key=_order)
    exercise = exercises()[best]
    verdict = demonstrate(exercise, found[best][0])
    return Shown(entry, exercise, found[best], verdict, tuple(found))


def _wrong(address: str, entry: MistakeFile) -> tuple[Candidate, ...]:
    """Return the ways to make a mistake that do something wrong in an exercise."""
    exercise = exercises()[address]
    runs = runs_of(exercise, PRACTICE)
    return tuple(c for c in ways_of(exercise, entry.slug) if not runs.harmless(c))


def _order(address: str) -> tuple[bool, bool, bool, str]:
    exercise = exercises()[address]
    is_answer = exercise.prepare is not None  # not written as code
    return is_answer, exercise.is_repair, exercise.curve is None, address


def pages(chosen: Chosen) -> Iterator[Page]:
    """Yield a page for each mistake."""
    for slug in chosen.mistakes:
        made = shown(slug)
        content = _content(made) | _links(made, chosen)
        yield Page(f"mistakes/{slug}.html", made.entry.title, "mistake.html.j2", "mistake", content)


def _content(made: Shown) -> dict[str, Any]:
    verdict, right = made.verdict, source_of(made.exercise)
    first, *others = made.programs
    curves = () if made.failure else made.curves
    return {
        "slug": made.entry.slug,
        "symptoms": [symptom.words for symptom in made.symptoms],
        "curve": curves_image(curves, verdict.curve_label) if curves else "",
        "described": describe(curves, verdict.curve_label) if curves else "",
        "exception": crash.said(made.failure) if made.failure else "",
        "what_happens": parts.paragraphs(made.entry.sections["What happens"]),
        "why_easy": parts.paragraphs(_why(made.entry)),
        "lines": code(diff(first.source, right, CONTEXT), "diff"),
        "others": [code(diff(c.source, right), "diff") for c in others[:OTHERS]],
        "lead": parts.lead(verdict),
        "table": evidence(verdict),
        "meanings": parts.meanings(verdict, verdict.table),
        "broken": [p.text for p in verdict.promises if not p.kept],
        "hints": made.entry.hints,
    }


def _links(made: Shown, chosen: Chosen) -> dict[str, Any]:
    known, raised = set(chosen.mistakes), error(made)
    return {
        "see": _see_also(made.entry, known),
        "error": raised if raised and raised.slug in chosen.errors else None,
        "place": _place(made.exercise.address, chosen),
        "places": [_place(address, chosen) for address in made.places],
    }


def _place(address: str, chosen: Chosen) -> dict[str, str]:
    """Return an exercise and the page of its lesson, if that has one."""
    stage = address.split("/")[0]
    return {
        "address": address,
        "href": f"../lessons/{stage}.html" if stage in chosen.stages else "",
    }


def evidence(verdict: Verdict) -> Markup:
    """Return the rows in which a mistake's numbers differ from those expected."""
    rows = [(row.label, row.yours, row.expected) for row in verdict.table]
    return table(COLUMNS, rows) if rows else Markup()


def error(made: Shown) -> crash.Entry | None:
    """Return the entry of the clinic that is about what a mistake raises."""
    found = next(crash.matching(made.failure), None) if made.failure else None
    return found[0] if found else None


def _why(entry: MistakeFile) -> str:
    return SEE_ALSO.sub("", entry.sections["Why it is easy to miss"]).strip()


def _see_also(entry: MistakeFile, known: set[str]) -> list[MistakeFile]:
    """Return the mistakes that the prose names as easily taken for this one."""
    named = SEE_ALSO.search(entry.sections["Why it is easy to miss"])
    slugs = re.findall(r"`(\w+)`", named[1]) if named else []
    return [mistakes()[slug] for slug in slugs if slug in known]


def index(chosen: Sequence[str]) -> Page:
    """Return the list of all mistakes, by the stage in which each is shown."""
    groups = []
    for name, stage in stages().items():
        slugs = [slug for slug in chosen if shown(slug).exercise.stage == name]
        title = f"{name[:2]} · {stage.title}"
        if slugs:
            groups.append({"title": title, "id": name, "lead": "", "lines": _lines(slugs)})
    lead = [
        f"{len(chosen)} mistakes, by the lesson that shows each best. Every page has the wrong and "
        "the right lines, what they do to the numbers, hints, and where the mistake occurs. Each "
        "was made in a reference solution and run."
    ]
    content = {"lead": lead, "groups": groups}
    title = "The dictionary of training-loop mistakes"
    return Page("mistakes/index.html", title, "list.html.j2", "", content)


def _lines(slugs: Sequence[str]) -> list[dict[str, str]]:
    return [{"href": f"{s}.html", "name": f"`{s}`", "words": mistakes()[s].title} for s in slugs]
