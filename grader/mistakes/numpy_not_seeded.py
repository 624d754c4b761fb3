"""NumPy's random numbers are not seeded.

## What happens
Augmentations and train-test splits often draw from NumPy, whose generator goes on from
wherever it was. Two runs with the same seed then see other data.
`numpy.random.default_rng(seed)` makes a new generator; if nobody uses it afterwards, the
effect is the same.

## Why it is easy to miss
The weights start alike, because PyTorch is seeded. Only the data differ.

## Hints
1. Seed, draw `numpy.random.rand()`, seed again, draw again. Are the two numbers equal?
2. PyTorch does not know NumPy's generator. Which call of NumPy seeds it?
3. Beside the other lines that seed, add `numpy.random.seed(seed)`.
"""

from grader.course.patch import drop

patch = drop("numpy.random.seed(seed)")
