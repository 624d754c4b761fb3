"""A missing gradient is treated as a gradient of zero.

## What happens
None says that the parameter takes no part in this step. With zeros in its place its
state fades and, whatever is left of it, still moves the parameter.

## Why it is easy to miss
For plain SGD the two are the same: a step of zero goes nowhere.

## Hints
1. Does a parameter without a gradient move when its state is not zero?
2. What should happen to its state in such a step?
3. Skip it altogether where `p.grad is None`: parameter and state stay as they are.
"""

from grader.course.patch import before, replace, unwrap, where

ZEROS = "grad = torch.zeros_like(p) if p.grad is None else p.grad"

patch = (
    where("v.copy_(_A)")
    + unwrap("if p.grad is not None:")
    + replace("p.grad", "grad")
    + (before("m.copy_(_A)", ZEROS) | before("v.copy_(_A)", ZEROS))
)
variants = (
    where("v.copy_(_A)")
    + before("if p.grad is not None: ...", "if p.grad is None:\n    p.grad = torch.zeros_like(p)"),
)
