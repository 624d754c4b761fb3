"""The seed that is given does not decide what is drawn.

## What happens
Something else does: a constant, whatever random numbers were drawn before, or, where only the first
call seeds, the calls before this one. The same seed may give two results, or all seeds the same
one.

## Why it is easy to miss
What comes out looks random, and a single run cannot show whether it can be repeated.

## Hints
1. What do you get for the seeds 3, 3 and 4?
2. How does your seed reach the thing that draws the numbers?
3. Hand it on: to `manual_seed(seed)` of a `torch.Generator` that the DataLoader gets, or
   to the seeding functions of Python, NumPy and PyTorch before anything is drawn.
"""

from grader.course.patch import drop, replace, where

# A function that does nothing but seed is another matter.
WHOLE_RUN = where("optimizer.zero_grad()")

SEEDS = ("random.seed(seed)", "numpy.random.seed(seed)", "torch.manual_seed(seed)")
FIXED = tuple(replace(call, call.replace("(seed)", "(42)")) for call in SEEDS)

patch = drop("generator.manual_seed(seed)")
variants = (
    replace("generator.manual_seed(seed)", "generator.manual_seed(0)"),
    replace(
        "DataLoader(_D, batch_size=batch_size, shuffle=shuffle, generator=generator)",
        "DataLoader(_D, batch_size=batch_size, shuffle=shuffle)",
    ),
    FIXED[0] + FIXED[1] + FIXED[2],
    drop(*SEEDS),
    WHOLE_RUN + drop("torch.manual_seed(seed)"),
    WHOLE_RUN + replace("torch.manual_seed(seed)", "torch.manual_seed(0)"),
)
