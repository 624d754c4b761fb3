"""The part of the report on one assignment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from markupsafe import Markup

from grader.classroom.reports import advice
from grader.classroom.reports.faults import Example, Found, Outcome
from grader.classroom.reports.gather import Report, StageReport
from grader.classroom.reports.items import FEWEST
from grader.classroom.reports.parts import anchor, numbers, percent
from grader.render.html import table
from grader.render.markup import element, prose, together
from grader.render.parts import caption
from grader.render.plot import curves_image
from grader.verdict import Verdict

IN_FULL = 8  # mistakes of an exercise that are told in full; the others stand in a table
ITEMS = 12
BAR = "█"
WIDEST = 40  # characters of the longest bar
MINE = "this answer"
LOWER = "This loss ends lower than the right one's, and that does not make the code right."
FEW = "Fewer than five handed in: nothing is broken down, since it would be about persons."


def section(report: Report, stage: StageReport) -> Markup:
    """Return what is to be said of one assignment."""
    return element(
        "section",
        element("h2", stage.stage),
        element("p", " ".join(_counts(stage))),
        _spread(stage) if len(stage.graded) >= FEWEST else element("p", FEW),
        *(_outcome(report, outcome) for outcome in stage.outcomes),
        _items(stage),
        _moved(stage),
    )


def _counts(stage: StageReport) -> Iterator[str]:
    yield f"{len(stage.graded)} graded."
    if stage.waiting:
        yield f"{len(stage.waiting)} handed in and not graded: run grader autograde {stage.stage}."
    if stage.missing:
        yield f"{len(stage.missing)} in the gradebook handed in nothing."
    if stage.by_hand:
        cells = "1 cell waits" if stage.by_hand == 1 else f"{stage.by_hand} cells wait"
        yield f"{cells} to be graded by hand, which counts nowhere here."
    if stage.spread.mean is not None and stage.spread.median is not None:
        yield f"Mean {percent(stage.spread.mean)} of the points, median "
        yield f"{percent(stage.spread.median)}."


def _spread(stage: StageReport) -> Markup:
    most = max(stage.spread.tenths)
    rows = [
        (f"{10 * n} to {10 * n + 10} %", str(count), BAR * round(WIDEST * count / most))
        for n, count in enumerate(stage.spread.tenths)
    ]
    return table(("Points", "Students", ""), rows)


def _outcome(report: Report, outcome: Outcome) -> Markup:
    title = f"{outcome.exercise}: {outcome.passed} of {outcome.count} passed"
    known = [found for found in outcome.found if found.fault.is_mistake]
    full = known[:IN_FULL] if outcome.count >= FEWEST else []
    rest = [found for found in outcome.found if found not in full]
    return element(
        "section",
        element("h3", title, id=anchor(outcome.exercise)),
        *(_found(report, outcome, found) for found in full),
        _others(report, outcome, rest),
    )


def _found(report: Report, outcome: Outcome, found: Found) -> Markup:
    title = f"{found.count} of {outcome.count} ({percent(found.share)}): {found.fault.title}"
    slug = found.fault.slug
    return element(
        "article",
        element("h4", prose(title)),
        element("p", element("code", slug), ". ", prose(advice.explanation(slug))),
        *(
            element("p", prose(sentence))
            for sentence in advice.show(report, outcome.exercise, slug)
        ),
        _example(found.example, slug) if found.example else Markup(),
    )


def _example(example: Example, slug: str) -> Markup:
    """Return one answer beside the right lines, with its numbers and its curve."""
    verdict = example.verdict
    diff = next((m.diff for m in verdict.mistakes if m.slug == slug), "")
    row = verdict.table[0] if verdict.table else None
    measured = f"Measured: {row.label}: {row.yours}; expected {row.expected}." if row else ""
    return element(
        "div",
        element("div", element("h5", "One answer"), element("pre", example.source)),
        element(
            "div",
            element("h5", "From wrong (-) to right (+)") if diff else Markup(),
            element("pre", diff) if diff else Markup(),
            element("p", measured) if measured else Markup(),
            _curves(verdict),
        ),
        **{"class": "beside"},
    )


def _curves(verdict: Verdict) -> Markup:
    """Return the loss over time beside the right one's; nothing where there is none."""
    if not any(value is not None for curve in verdict.curves for value in curve.values):
        return Markup()
    mine, *others = verdict.curves
    image = curves_image([replace(mine, label=MINE), *others], verdict.curve_label)
    return together(image, element("p", LOWER) if caption(verdict) else Markup())


def _others(report: Report, outcome: Outcome, rest: Sequence[Found]) -> Markup:
    if not rest:
        return Markup()
    shows = [" ".join(advice.show(report, outcome.exercise, f.fault.slug)) for f in rest]
    width = 5 if any(shows) else 4
    rows = [
        (str(f.count), percent(f.share), f.fault.slug, prose(f.fault.title), prose(show))[:width]
        for f, show in zip(rest, shows, strict=True)
    ]
    return table(("How many", "Share", "Name", "What", "What to show")[:width], rows)


def _items(stage: StageReport) -> Markup:
    told = [item for item in stage.items if item.ease is not None]
    if not told:
        return Markup()
    rows = [
        (item.exercise.rpartition("/")[2], prose(item.promise or "all of it"), *numbers(item))
        for item in told[:ITEMS]
    ]
    names = ("Exercise", "Promise", "Answers", "Solved", "Tells")
    meant = (
        "Solved is the mean share of the points, or of those who kept the promise. Tells is the "
        "correlation with the points for everything else: near 1, those who do well elsewhere do "
        "well here; near 0 or below, look at the question. The least telling stand first."
    )
    return together(element("h3", "How the questions did"), element("p", meant), table(names, rows))


def _moved(stage: StageReport) -> Markup:
    told = [row for row in stage.moved if row.passed is not None]
    hidden = sum(row.passed is None for row in stage.moved)
    if not stage.moved:
        return Markup()
    rows = [
        (
            row.exercise,
            row.slug,
            str(row.had),
            str(row.passed),
            str(row.kept),
            str(row.had - (row.passed or 0) - (row.kept or 0)),
        )
        for row in told
    ]
    names = (
        "Exercise",
        "Mistake in an earlier attempt",
        "Who handed in again",
        "Passed at last",
        "Make it still",
        "Something else now",
    )
    left_out = "1 mistake is" if hidden == 1 else f"{hidden} mistakes are"
    few = f"{left_out} left out, each made by fewer than five students." if hidden else ""
    return together(
        element("h3", "From one attempt to the next"),
        table(names, rows) if rows else Markup(),
        element("p", few) if few else Markup(),
    )
