"""The sum is divided by the rank's own number, not by how many ranks there are.

## What happens
The divisor depends on which rank it is, so the ranks leave with different gradients, and their
models drift apart. Divided by the number itself, rank 0 even gets infinities or nan.

## Why it is easy to miss
`get_rank()` and `get_world_size()` stand side by side in most programs.

## Hints
1. By which number does rank 0 divide, and by which one does rank 2?
2. Which call tells how many ranks there are?
3. In the division, use `dist.get_world_size()`.
"""

from grader.course.patch import replace

patch = replace("world_size = dist.get_world_size()", "world_size = dist.get_rank()")
variants = (
    replace("world_size = dist.get_world_size()", "world_size = max(dist.get_rank(), 1)"),
    replace("world_size = dist.get_world_size()", "world_size = dist.get_rank() + 1"),
)
