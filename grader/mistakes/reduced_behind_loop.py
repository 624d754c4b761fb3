"""Only the gradient of the last parameter is averaged.

## What happens
The reduction stands behind the loop, where the loop's variable holds what the last round has left.
All other gradients stay those of the rank, and the models of the ranks drift apart.

## Why it is easy to miss
One level of indentation decides, and a model with a single parameter is treated rightly.

## Hints
1. Compare the gradients of the first layer on two ranks after your function.
2. How often is `all_reduce` called, and how many gradients are there?
3. Move `dist.all_reduce(p.grad)` and the division into the loop over the parameters.
"""

from grader.course.patch import replace

patch = replace(
    "for p in model.parameters(): ...",
    """
for p in model.parameters():
    pass
if p.grad is not None:
    dist.all_reduce(p.grad)
    p.grad /= world_size
""",
)
variants = (
    replace(
        "for p in model.parameters(): ...",
        """
for p in model.parameters():
    pass
dist.all_reduce(p.grad)
p.grad /= world_size
""",
    ),
)
