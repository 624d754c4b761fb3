"""The training step without a browser's help: the same information as text, HTML and a picture."""

from __future__ import annotations

from functools import cache
from typing import Any

from markupsafe import Markup

from grader.lab import bowl
from grader.lab.step_words import SHORT, number, pair, program, sentences, title
from grader.lab.training_step import (
    LINES,
    MOMENTA,
    RATES,
    STEPS,
    Moment,
    Setting,
    loss_at,
    run,
    settings,
)
from grader.render.html import SPACE, table
from grader.render.markup import element

COLUMNS = ("Step", "Line", "w, b", ".grad", "Loss", "What it did")
AFTER = f"Loss after {STEPS} steps"


def key(setting: Setting) -> str:
    """Return what a setting is called in the data, as the script writes it too."""
    return f"{setting.rate:g} {setting.momentum:g} {int(setting.forget)}"


@cache
def data() -> dict[str, Any]:
    """Return all that the script shows: every moment of every setting, numbers as they are read."""
    return {
        "lines": LINES,
        "rates": RATES,
        "momenta": MOMENTA,
        "steps": STEPS,
        "bowl": bowl.bowl(),
        "runs": {key(setting): _moments(setting) for setting in settings()},
    }


def _moments(setting: Setting) -> list[dict[str, Any]]:
    moments = run(setting)
    return [
        {
            "line": moment.line,
            "weights": [number(value) for value in moment.weights],
            "grad": None if moment.grad is None else [number(value) for value in moment.grad],
            "loss": number(moment.loss),
            "move": None if moment.move is None else [number(value) for value in moment.move],
            "says": says,
        }
        for moment, says in zip(moments, sentences(setting, moments), strict=True)
    ]


def rows(setting: Setting) -> list[tuple[str, ...]]:
    """Return a row for each moment: step, line, weights, ``.grad``, loss, and what the line did."""
    moments = run(setting)
    told = zip(moments, sentences(setting, moments), strict=True)
    return [_row(place, moment, says) for place, (moment, says) in enumerate(told)]


def _row(place: int, moment: Moment, says: str) -> tuple[str, ...]:
    step = str((place - 1) // len(LINES) + 1) if moment.line else "–"
    held = (pair(values).replace(" ", SPACE) for values in (moment.weights, moment.grad))
    return step, moment.line or "–", *held, number(moment.loss), says


def ends() -> list[tuple[str, ...]]:
    """Return the loss after all steps: for each rate and momentum, with and without zero_grad."""
    return [
        (f"{rate:g}", f"{momentum:g}", *(_end(Setting(rate, momentum, f)) for f in (False, True)))
        for rate in RATES
        for momentum in MOMENTA
    ]


def _end(setting: Setting) -> str:
    return number(loss_at(run(setting)[-1].weights))


def as_text(setting: Setting) -> str:
    """Return the training step, with one setting, as text."""
    lines = [f"{step} {line:<10}{says}" for step, line, *_, says in rows(setting)]
    return "\n".join([SHORT, "", program(setting), "", title(setting), *lines])


def as_html(setting: Setting) -> Markup:
    """Return the training step, with one setting, as HTML that needs no script."""
    compared = ("Rate", "Momentum", f"{AFTER}", "The same, zero_grad() left out")
    return Markup("").join(
        [
            element("p", SHORT),
            element("pre", program(setting)),
            element("p", element("strong", title(setting))),
            table(COLUMNS, rows(setting), head=1),
            _picture(setting),
            element("p", element("strong", "Every setting")),
            table(compared, ends()),
        ]
    )


def _picture(setting: Setting) -> Markup:
    places = [m.weights for m in run(setting) if m.line in ("", "step")]
    beyond = "" if all(map(bowl.in_view, places)) else " Some lie outside the picture."
    alt = (
        f"The loss surface over w and b: ellipses around its lowest point {pair(bowl.lowest())}. "
        f"The weights go through {', '.join(map(pair, places))}.{beyond}"
    )
    return bowl.image(places, alt)
