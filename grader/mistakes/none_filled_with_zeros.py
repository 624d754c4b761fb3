"""A gradient that was None is filled with zeros.

## What happens
For the optimizer None and zeros are different: None means that a parameter takes no
part in the step. With zeros, momentum and weight decay go on moving a parameter that
the loss does not depend on.

## Why it is easy to miss
Zeros can be reduced like everything else, and they change no sum.

See also: `zeros_for_none`.

## Hints
1. What was in `.grad` of the unused layer before your function, and what is there now?
2. What does an optimizer with weight decay do with a gradient of zeros, and what with
   None?
3. Leave None as it is: here it is None in all ranks, and nothing has to be reduced.
"""

from grader.course.patch import before, where

patch = where("dist.all_reduce(p.grad)") + before(
    "if p.grad is not None: ...", "if p.grad is None:\n    p.grad = torch.zeros_like(p)"
)
