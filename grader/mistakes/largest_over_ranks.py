"""The largest over the ranks is taken, not the sum.

## What happens
With `ReduceOp.MAX` each entry becomes the largest that one of the ranks has. What the other ranks
have contributed is lost.

## Why it is easy to miss
All ranks get the same result, of the right size, and where they all have equal numbers the largest
is the mean as well.

## Hints
1. Two ranks hold 1 and 3. What do they hold after your `all_reduce`?
2. Which operation does `all_reduce` make when none is named?
3. In the call of `all_reduce`, leave the operation out, or write `op=dist.ReduceOp.SUM`, and divide
   the sum.
"""

from grader.course.patch import drop, replace

MOST = "dist.all_reduce(p.grad, op=dist.ReduceOp.MAX)"

patch = replace("dist.all_reduce(p.grad)", MOST) + drop("p.grad /= world_size") | replace(
    "dist.all_reduce(sums)", "dist.all_reduce(sums, op=dist.ReduceOp.MAX)"
)
variants = (replace("dist.all_reduce(p.grad)", MOST),)
