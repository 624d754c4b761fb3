"""Every epoch has the same order.

## What happens
The order is drawn from the seed alone. Each rank then meets the same examples in the
same order in every epoch, and no example ever changes its rank. With a
`DistributedSampler` it is the call of `sampler.set_epoch(epoch)` that is missing.

## Why it is easy to miss
Within one epoch everything is shuffled and shared out as it should be.

## Hints
1. Compare the indices of one rank in epochs 0 and 1.
2. What changes from epoch to epoch in what your generator is seeded with?
3. Seed it with `seed + epoch`; a `DistributedSampler` wants `sampler.set_epoch(epoch)`
   before every epoch.
"""

from grader.course.patch import replace

patch = replace("generator.manual_seed(seed + epoch)", "generator.manual_seed(seed)")
