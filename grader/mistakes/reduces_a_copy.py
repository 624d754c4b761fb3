"""A copy is reduced, and `.grad` stays as it was.

## What happens
`all_reduce` writes its result into the tensor that it is given. Here that is a copy.
The gradients of the model are still those of one rank, the ranks step in different
directions, and their models drift apart.

## Why it is easy to miss
The copy holds exactly the right numbers, so a print of it looks right.

## Hints
1. Is the tensor that you reduce the one that the optimizer will look at?
2. What connects the result of your reduction to `p.grad`?
3. Reduce `p.grad` itself, or write the result back with `p.grad.copy_(...)`.
"""

from grader.course.patch import replace

patch = replace(
    "dist.all_reduce(p.grad)", "gradient = p.grad.clone()\ndist.all_reduce(gradient)"
) + replace("p.grad /= world_size", "gradient /= world_size")
variants = (replace("dist.all_reduce(p.grad)", "dist.all_reduce(p.grad.clone())"),)
