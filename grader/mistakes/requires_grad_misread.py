"""The answer for "requires_grad" is not that of the tensor that came in.

## What happens
One attribute of the tensor that came in says whether gradients are tracked. Others do not:
`is_leaf` is True for every tensor that no recorded operation made, plain data included,
`grad_fn` is None for parameters, although they are the reason for the graph, and `.grad` is
None until the first `backward()`. Nor does `requires_grad` of another tensor: what `detach()`
gives never requires gradients.

## Why it is easy to miss
On some tensors the answers agree: a prediction has a `grad_fn` and requires gradients,
plain data is as it was when it is detached.

## Hints
1. What does your code answer for plain data, for a parameter and for a prediction?
2. There is one attribute that is True for the last two and False for the first.
3. For the key "requires_grad", ask the tensor as it came in: `tensor.requires_grad`.
"""

from grader.course.patch import replace

patch = replace("tensor.requires_grad", "tensor.is_leaf")
variants = (
    replace("tensor.requires_grad", "tensor.grad_fn is not None"),
    replace("tensor.requires_grad", "tensor.grad is not None"),
)
