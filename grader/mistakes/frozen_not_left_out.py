"""Frozen parameters are treated like those that are trained.

## What happens
A parameter that requires no gradient gets none: `torch.autograd.grad` refuses it (one of
the differentiated Tensors does not require grad), and `backward()` leaves whatever stood in
its `.grad`. `allow_unused` does not help, it is about tensors without a path.

## Why it is easy to miss
A model that is trained as a whole has none.

## Hints
1. Which parameters have `requires_grad` False?
2. For which parameters can there be a gradient at all?
3. Ask only for those with `p.requires_grad`, and put None under the other names.
"""

from grader.course.patch import replace

patch = replace("{name: p for name, p in _A if p.requires_grad}", "{name: p for name, p in _A}")
