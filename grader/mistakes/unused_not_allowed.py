"""A parameter that the loss does not use stops everything.

## What happens
`torch.autograd.grad` wants a path from the loss to every tensor that it is given. If one has
none, it stops: the differentiated Tensor appears to not have been used in the graph.

## Why it is easy to miss
As long as every layer takes part there is no such parameter.

## Hints
1. Which parameter has no influence on the loss?
2. What does the end of the error message propose?
3. `allow_unused=True` gives None for such a parameter.
"""

from grader.course.patch import replace

patch = replace(
    "torch.autograd.grad(loss, list(trainable.values()), allow_unused=True)",
    "torch.autograd.grad(loss, list(trainable.values()))",
)
