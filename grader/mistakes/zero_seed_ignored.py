"""The seed 0 is taken for no seed.

## What happens
0 counts as False, just as None does. With this most popular of all seeds nothing is seeded
after `if seed:`, and `seed or 42` is 42.

## Why it is easy to miss
Every other seed works.

## Hints
1. Call your function with 0 twice and draw a number after each call.
2. Which numbers count as False in an `if`?
3. Seed without a condition, or ask `if seed is not None:`.
"""

from grader.course.patch import before, replace, unless, wrap

OTHER = "seed = seed or 42"

patch = wrap(
    "if seed:", "random.seed(seed)", "numpy.random.seed(seed)", "torch.manual_seed(seed)"
) | before("generator.manual_seed(_A)", OTHER)
variants = (
    before("random.seed(seed)", OTHER),
    unless("random.seed(seed)")
    + replace("torch.manual_seed(seed)", "torch.manual_seed(seed or 42)"),
)
