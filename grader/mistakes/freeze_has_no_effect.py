"""The parameters that match still require gradients.

## What happens
No line switches off what autograd reads, the `requires_grad` of the parameter itself. Python
lets you set any attribute on any object: `p.require_grad`, `p.data.requires_grad` and
`model.requires_grad` are all accepted. The same goes for copies, as `state_dict()` and
`detach()` give them, and a line `p.requires_grad_` without `()` names the method and does not
call it.

## Why it is easy to miss
No line raises an error, and the number returned is right.

## Hints
1. Print `p.requires_grad` for every parameter after your function.
2. Which line switches it off? Is it spelled as PyTorch spells it, is it called if it is a
   method, and does it belong to the parameter itself?
3. Inside the loop over `model.named_parameters()`, below the question about the name, write
   `p.requires_grad = False`, or `p.requires_grad_(False)`.
"""

from grader.course.patch import replace, where

patch = replace("p.requires_grad = False", "p.require_grad = False")
variants = (
    where("p.requires_grad = False")
    + replace("model.named_parameters()", "model.state_dict().items()"),
)
