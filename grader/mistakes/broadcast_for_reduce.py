"""Every rank gets the values of rank 0.

## What happens
`broadcast` copies one rank's tensor to all the others. What the others had worked out
is thrown away, and rank 0 might as well have trained alone.

## Why it is easy to miss
All ranks hold the same values afterwards, which is what one looks at first.

## Hints
1. Two ranks have the values 1 and 3. What does each of them hold after your function?
2. What happens to the values of the ranks other than 0?
3. `dist.all_reduce(...)` takes all ranks into account.
"""

from grader.course.patch import drop, replace

patch = replace("dist.all_reduce(_A)", "dist.broadcast(_A, 0)")
variants = (replace("dist.all_reduce(_A)", "dist.broadcast(_A, 0)") + drop("p.grad /= world_size"),)
