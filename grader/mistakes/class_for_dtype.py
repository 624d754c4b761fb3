"""The class of the object is given where the type of its numbers was asked for.

## What happens
`type(tensor)` is `torch.Tensor` for nearly every tensor. It does not say whether the
entries are floats, whole numbers or truth values. `tensor.type()` is an older way that
answers with a text.

## Why it is easy to miss
For a Python number `type(...)` is the right question, and the two words sound alike.

## Hints
1. What does your code answer for a tensor of floats and for one of whole numbers?
2. All tensors share a class. What differs is the type of the entries.
3. For the key "dtype", return `tensor.dtype`.
"""

from grader.course.patch import replace

patch = replace("tensor.dtype", "type(tensor)")
variants = (replace("tensor.dtype", "tensor.type()"),)
