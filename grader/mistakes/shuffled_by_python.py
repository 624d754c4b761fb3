"""The order is drawn by Python's `random`, not by `torch.randperm`.

## What happens
Each generator turns the same seed into other numbers. The order is random, and the same for every
rank, but another one than a `DistributedSampler` with this seed gives: a run cannot be compared
with, or taken over from, one that uses it.

## Why it is easy to miss
Every example comes once, and each epoch has another order.

## Hints
1. Compare your order with that of `torch.randperm(n, generator=generator)` for the same seed.
2. Which function draws the order, according to the task?
3. Seed a `torch.Generator` with seed + epoch, and take `torch.randperm(n,
   generator=generator).tolist()`.
"""

from grader.course.patch import drop, replace

patch = (
    drop("generator = torch.Generator()")
    + drop("generator.manual_seed(seed + epoch)")
    + replace(
        "order = torch.randperm(n, generator=generator).tolist()",
        "import random\norder = list(range(n))\nrandom.Random(seed + epoch).shuffle(order)",
    )
)
