"""Python's own random numbers do not begin at the seed that is given.

## What happens
Shuffled lists, `random.choice` in an augmentation, random splits: they come from Python's
generator, and that begins elsewhere: where it was before, or, after `random.seed()`, anywhere. Two
runs with the same seed differ as soon as one of these is used. Seeding a new `random.Random(seed)`
that nobody uses afterwards has the same effect, and so has a line that seeds at the first call
only.

## Why it is easy to miss
PyTorch itself never asks this generator, so a run that uses nothing else can be repeated.

## Hints
1. Seed, draw `random.random()`, seed again, draw again. Are the two numbers equal?
2. Which module do `random.shuffle` and `random.choice` belong to, and what seeds it?
3. Beside the other lines that seed, add `random.seed(seed)`.
"""

from grader.course.patch import drop

patch = drop("random.seed(seed)")
