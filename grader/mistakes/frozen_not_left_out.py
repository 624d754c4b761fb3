"""Frozen parameters are handed to autograd as well.

## What happens
`torch.autograd.grad` refuses tensors that require no gradient: one of the differentiated
Tensors does not require grad. `allow_unused` does not help, it is about tensors without a
path.

## Why it is easy to miss
A model that is trained as a whole has none.

## Hints
1. Which parameters have `requires_grad` False?
2. For which parameters can there be a gradient at all?
3. Pass only those with `p.requires_grad`, and put None under the other names.
"""

from grader.course.patch import replace

patch = replace("{name: p for name, p in _A if p.requires_grad}", "{name: p for name, p in _A}")
