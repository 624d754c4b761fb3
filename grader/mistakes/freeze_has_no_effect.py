"""What is switched off is not the parameter's `requires_grad`.

## What happens
Python lets you set any attribute on any object. `p.require_grad`, `p.data.requires_grad`
and `model.requires_grad` are all accepted, and none of them is what autograd reads. The
same goes for copies, as `state_dict()` and `detach()` give them.

## Why it is easy to miss
No line raises an error, and the number returned is right.

## Hints
1. Print `p.requires_grad` for every parameter after your function.
2. Is the attribute spelled as PyTorch spells it, and does it belong to the parameter
   itself?
3. Inside the loop over `model.named_parameters()`, below the question about the name, write
   `p.requires_grad = False`, or `p.requires_grad_(False)`.
"""

from grader.course.patch import replace, where

patch = replace("p.requires_grad = False", "p.require_grad = False")
variants = (
    where("p.requires_grad = False")
    + replace("model.named_parameters()", "model.state_dict().items()"),
)
