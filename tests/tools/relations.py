"""Says, for each known mistake, which relation would be told of it if it had no name.

    python -m tests.tools.relations [ADDRESS ...]

Each sentence has to be true of the program that makes the mistake: read them after a change.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

from grader.course.catalogue import exercise, exercises
from grader.course.exercise import Exercise
from grader.diagnose.case import Case
from grader.diagnose.programs import candidates
from grader.diagnose.relate import relation


def told(asked: Exercise) -> Iterator[tuple[str, str]]:
    """Yield each known mistake of an exercise with the relation that is told of it, if any."""
    for candidate in candidates(asked):
        case = Case.of_program(asked, candidate)
        if case.departs():
            yield candidate.slugs[0], relation(case)


def main(addresses: Sequence[str]) -> int:
    """Print all of it."""
    for asked in map(exercise, addresses or exercises()):
        for slug, sentence in told(asked):
            print(f"{asked.address:<32} {slug:<36} {sentence or '-'}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
