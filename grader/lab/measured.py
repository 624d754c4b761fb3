"""What every arrangement does and is called: measured when the course is built, read by the lab.

python -m grader.lab.measured    measures all 1,957 again and writes the file
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from grader.course.catalogue import exercise, mistake
from grader.diagnose.judge import judge
from grader.lab.arrangement import LINES, RIGHT, STEPS, Effect, arrangements, described, run

FILE = Path(__file__).with_name("static") / "arrangements.json"
EXERCISE = "01_loop/STEP_ORDER"
TRAINS = "This trains: each run makes one step down the gradient of its own loss."
NOTHING = "No line is on, so nothing happens."
UNNAMED = "This is no training step, and no mistake that has a name."


@cache
def measured() -> dict[str, Any]:
    """Return effects and words, and for each arrangement which of these are its own."""
    found: dict[str, Any] = json.loads(FILE.read_text("utf-8"))
    return found


def said(letters: str) -> str:
    """Return whether an arrangement trains, or the mistakes that it makes."""
    if not letters:
        return NOTHING
    verdict = judge(exercise(EXERCISE), letters)
    if verdict.passed:
        return TRAINS
    titles = [mistake(slug).title for slug in verdict.slugs]
    return " ".join(titles) if titles else UNNAMED


def course(effect: Effect) -> str:
    """Return what an effect looks like, in words."""
    if effect.stopped:
        when = len(effect.gradients) + 1
        return f"It stops in run {when}. {effect.stopped}."
    return described(effect.losses)


def measure(which: Iterator[str]) -> dict[str, Any]:
    """Run and judge arrangements; what several have in common is kept once."""
    effects: dict[Effect, int] = {}
    words: dict[str, int] = {}
    found = {}
    for letters in which:
        effect, told = run(letters), said(letters)
        places = effects.setdefault(effect, len(effects)), words.setdefault(told, len(words))
        found[letters] = places
    return {
        "lines": LINES,
        "right": RIGHT,
        "steps": STEPS,
        "effects": [
            {"losses": e.losses, "gradients": e.gradients, "says": course(e)} for e in effects
        ],
        "words": list(words),
        "arrangements": {letters: list(places) for letters, places in found.items()},
    }


def main() -> None:
    """Measure all arrangements and write the file."""
    FILE.write_text(json.dumps(measure(arrangements()), separators=(",", ":")) + "\n", "utf-8")
    print(f"{FILE}: {len(list(arrangements()))} arrangements")


if __name__ == "__main__":
    main()
