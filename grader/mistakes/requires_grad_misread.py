"""Another property of the graph is read in place of `requires_grad`.

## What happens
`is_leaf` is True for every tensor that no recorded operation made, plain data included.
`grad_fn` is None for parameters, although they are the reason for the graph. `.grad` is
None until the first `backward()`. None of the three says whether gradients are tracked.

## Why it is easy to miss
On some tensors they agree: a prediction has a `grad_fn` and requires gradients.

## Hints
1. What does your code answer for plain data, for a parameter and for a prediction?
2. There is one attribute that is True for the last two and False for the first.
3. For the key "requires_grad", ask the tensor itself: `tensor.requires_grad`.
"""

from grader.course.patch import replace

patch = replace("tensor.requires_grad", "tensor.is_leaf")
variants = (
    replace("tensor.requires_grad", "tensor.grad_fn is not None"),
    replace("tensor.requires_grad", "tensor.grad is not None"),
)
