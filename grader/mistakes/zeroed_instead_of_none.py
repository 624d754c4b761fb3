"""The gradient of a frozen parameter is zeroed, not removed.

## What happens
A `.grad` of zeros is a gradient. An optimizer with momentum or weight decay goes on
moving the parameter; only with None does it leave it alone.

## Why it is easy to miss
Under plain SGD a gradient of zeros moves nothing.

## Hints
1. What is `.grad` of a frozen parameter after your function?
2. What does an optimizer with momentum do with a gradient of zeros?
3. Where you freeze a parameter, take its gradient away altogether: `p.grad = None`.
"""

from grader.course.patch import replace

patch = replace("p.grad = None", "if p.grad is not None:\n    p.grad.zero_()")
variants = (replace("p.grad = None", "p.grad = torch.zeros_like(p)"),)
