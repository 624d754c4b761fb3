"""The examples are shared out in their stored order.

## What happens
Nothing is shuffled: the generator is made and never used, or not even made. Data that
are sorted by class stay sorted, and every epoch is like the one before.

## Why it is easy to miss
Every example comes once per epoch, and all ranks get equally many.

## Hints
1. Compare the indices of one rank in two epochs.
2. Which line of your code draws random numbers?
3. Where the order begins, draw it with the seeded generator: `order = torch.randperm(n,
   generator=generator).tolist()`.
"""

from grader.course.patch import replace

patch = replace("order = torch.randperm(n, generator=generator).tolist()", "order = list(range(n))")
