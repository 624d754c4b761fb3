"""PyTorch's random numbers do not begin at the seed that is given.

## What happens
New weights, dropout and the order of a DataLoader come from PyTorch's generator, and that
begins elsewhere: where it was before, or, after `torch.seed()`, anywhere. A call that seeds
only the GPUs does not reach it, nor does a new `torch.Generator` that nobody uses afterwards; a
line that seeds at the first call only does nothing at the others.

## Why it is easy to miss
The data may be the same in every run, and the results are similar. They are not equal.

## Hints
1. Seed, draw `torch.rand(1)`, seed again, draw again. Are the two numbers equal?
2. Which generator makes the weights of a new layer?
3. Add `torch.manual_seed(seed)`; it covers the GPUs as well.
"""

from grader.course.patch import drop, where

patch = where("random.seed(seed)") + drop("torch.manual_seed(seed)")  # beside the others
