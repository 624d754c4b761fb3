"""The seed 0 is taken for no seed.

## What happens
`if seed:` is False for 0, just as for None. With this most popular of all seeds, nothing
is seeded.

## Why it is easy to miss
Every other seed works.

## Hints
1. Call your function with 0 twice and draw a number after each call.
2. Which numbers count as False in an `if`?
3. Seed without a condition, or ask `if seed is not None:`.
"""

from grader.course.patch import wrap

patch = wrap("if seed:", "random.seed(seed)", "numpy.random.seed(seed)", "torch.manual_seed(seed)")
