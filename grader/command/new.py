"""``grader new``: start a mistake or a stage from a template."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

from grader.command.listing import table
from grader.command.similar import nearest
from grader.course import catalogue

PACKAGE = Path(__file__).resolve().parents[1]
NEAREST = 5  # how many mistakes are shown when another one is started

MISTAKE = '''"""One sentence that says what goes wrong.

## What happens
Why the numbers come out as they do.

## Why it is easy to miss
What makes it look right.

## Hints
1. A question that points at the place.
2. What to think about there.
3. The line to write, and where.
"""

from grader.course.patch import replace

patch = replace("loss.backward()", "loss.backward()  # write the wrong line here")
'''

STAGE = '''"""{name}: one line on what it teaches."""

from __future__ import annotations

from grader.course.exercise import Exercise, Probe, Promise, Stage
from grader.course.returns import TensorOf
from grader.scenes.functions import draw as functions

stage = Stage("{title}", minutes=30, difficulty="steady")


def double(x):  # type: ignore[no-untyped-def]  # noqa: D103
    return 2 * x


exercises = (
    Exercise(
        name="double",
        reference=double,
        probes=(Probe("few", functions.apply, {{"arguments": ([1.0, -2.0],)}}, about="a vector"),),
        promises=(Promise("The result is 2x for every element.", items=("return",)),),
        returns=TensorOf(),
        hints=("Which operation doubles?",),
    ),
)
'''

NOTEBOOK = '''# %% [markdown]
# # {title}
#
# About 30 minutes · steady

# %%
import torch

from grader import check, grade, hint

# %% [markdown]
# ## Exercise: double
#
# Write a function that doubles every element.

# %% exercise="double"
def double(x):
    """Return 2x for every element of a tensor of any shape."""
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION

# %% check="double"
check("{name}/double", double)

# %% [markdown]
# ## For your mark

# %% graded="double" points=1
grade("{name}/double", double, points=1)
'''

RIGHT = '''"""Right versions of {name}/double."""

import torch


def double__plain(x):
    return 2 * x


def double__sum(x):
    return x + x


def double__function(x: torch.Tensor) -> torch.Tensor:
    return torch.mul(x, 2.0)


def double__in_place_on_a_copy(x):
    y = x.clone()
    y *= 2
    return y


def double__stacked(x):
    return torch.stack([x, x]).sum(dim=0)
'''


def run(what: str, slug: str) -> int:
    """Write the template files and say what to do next.

    Raises:
        ValueError: if the slug has the wrong form or exists already.
    """
    return _mistake(slug) if what == "mistake" else _stage(slug)


def _mistake(slug: str) -> int:
    if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", slug):
        raise ValueError(f'"{slug}" is no slug: use small letters and underscores.')
    if slug in catalogue.mistakes():
        raise ValueError(f'There is a mistake "{slug}" already.')
    path = PACKAGE / "mistakes" / f"{slug}.py"
    near = nearest(slug, NEAREST)
    _write(path, MISTAKE)
    if near:
        print(f"The nearest that are there already:\n{textwrap.indent(table(near), '    ')}")
    return _next("Fill in the prose and the patch", "tests.tools.matrix")


def _stage(slug: str) -> int:
    if not re.fullmatch(r"\d\d_[a-z][a-z0-9_]*", slug):
        raise ValueError(f'"{slug}" is no stage: use two digits and a name, such as 14_my_stage.')
    if slug in catalogue.stages():
        raise ValueError(f'There is a stage "{slug}" already.')
    solutions, right = PACKAGE.parent / "solutions", PACKAGE.parent / "tests" / "right"
    if not solutions.is_dir() or not right.is_dir():
        raise ValueError("Run this in a checkout of the course, with its solutions and tests.")
    title = slug[3:].replace("_", " ").capitalize()
    _write(PACKAGE / "stages" / f"s{slug}.py", STAGE.format(name=slug, title=title))
    _write(solutions / f"{slug}.py", NOTEBOOK.format(name=slug, title=title))
    _write(right / "double.py", RIGHT.format(name=slug))
    return _next("Write the exercises and the lesson", f"grader.classroom.authoring.build {slug}")


def _next(work: str, module: str) -> int:
    print(f"{work}, then run: .venv/bin/python -m {module}")
    print("CONTRIBUTING.md tells each step.")
    return 0


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    print(f"wrote {path}")
