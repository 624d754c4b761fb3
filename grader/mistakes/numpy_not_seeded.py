"""NumPy's random numbers do not begin at the seed that is given.

## What happens
Augmentations and train-test splits often draw from NumPy's generator, and that begins elsewhere:
where it was before, or, after `numpy.random.seed()`, anywhere. Two runs with the same seed then see
other data. `numpy.random.default_rng(seed)` makes a new generator; if nobody uses it afterwards,
the effect is the same. So it is with a line that seeds at the first call only.

## Why it is easy to miss
Where PyTorch is seeded, the weights start alike. Only the data differ.

## Hints
1. Seed, draw `numpy.random.rand()`, seed again, draw again. Are the two numbers equal?
2. PyTorch does not know NumPy's generator. Which call of NumPy seeds it?
3. Beside the other lines that seed, add `numpy.random.seed(seed)`.
"""

from grader.course.patch import drop

patch = drop("numpy.random.seed(seed)")
