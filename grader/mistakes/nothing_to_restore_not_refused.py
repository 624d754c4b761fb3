"""Restoring before anything was kept is not refused with a RuntimeError.

## What happens
There is nothing to put back. A caller who was promised a RuntimeError gets none, or
another exception that says something else, and cannot tell that no weights were kept.

## Why it is easy to miss
In an ordinary run there is always an update before the first restore.

## Hints
1. What happens on `BestWeights().restore(model)`?
2. Which exception does the docstring promise?
3. As the first lines of `restore`, before anything is loaded: `if self.state is None:` and
   below it `raise RuntimeError("...")`.
"""

from grader.course.patch import drop, replace

CHECK = "if self.state is None: ..."

patch = replace(CHECK, "if self.state is None:\n    return")
variants = (
    drop(CHECK),
    replace(CHECK, "if self.state is None:\n    raise ValueError('nothing was kept')"),
)
