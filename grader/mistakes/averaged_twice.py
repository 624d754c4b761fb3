"""The mean is divided by the number of ranks once more.

## What happens
A sum over the ranks becomes their mean by one division by their number. One more makes it too
small: as a division after a reduction with `op=dist.ReduceOp.AVG`, which gives a mean itself; or as
one before the sum and another after it.

## Why it is easy to miss
Each by itself is a way to a mean, and the training goes on, with smaller steps.

## Hints
1. Two ranks have the gradients 1 and 3. What is in `.grad` after your function?
2. How many of your lines divide by the number of ranks, those inside `all_reduce`
   included?
3. Either `op=dist.ReduceOp.AVG`, or one division, before the sum or after it.
"""

from grader.course.patch import after, replace

patch = replace("dist.all_reduce(p.grad)", "dist.all_reduce(p.grad, op=dist.ReduceOp.AVG)")
variants = (after("p.grad /= world_size", "p.grad /= world_size"),)
