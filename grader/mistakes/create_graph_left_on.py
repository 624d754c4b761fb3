"""The gradients carry a graph of their own.

## What happens
`create_graph=True` records how the gradients are computed, for gradients of gradients.
Whoever keeps the result keeps that graph, and the one of the loss with it, in memory.

## Why it is easy to miss
All numbers are right.

## Hints
1. What is `requires_grad` of the gradients that you return?
2. Which argument asks for a graph of the backward pass?
3. Leave `create_graph=True` out; `retain_graph` is another thing and not needed either.
"""

from grader.course.patch import replace

patch = replace(
    "torch.autograd.grad(_A, _B, allow_unused=True)",
    "torch.autograd.grad(_A, _B, allow_unused=True, create_graph=True)",
)
