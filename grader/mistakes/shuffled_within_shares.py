"""The examples are shared out first and shuffled afterwards.

## What happens
Each rank has its own examples for ever: rank 0 never meets those of rank 1. Only the
order within a share changes from epoch to epoch.

## Why it is easy to miss
Every share looks random, and nothing is lost or doubled.

## Hints
1. Which examples does rank 0 get in ten epochs, all together?
2. What is drawn first with you, the order or the shares?
3. Draw one order of all the examples, the same in every rank, and share that one out.
"""

from grader.course.patch import replace

patch = replace(
    "order = torch.randperm(n, generator=generator).tolist()", "order = list(range(n))"
) + replace(
    "return padded[rank::world_size]",
    """
share = padded[rank::world_size]
return [share[i] for i in torch.randperm(len(share), generator=generator).tolist()]
""",
)
