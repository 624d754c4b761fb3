"""A gradient that is None is used as if it were a tensor.

## What happens
A parameter that is frozen, or that the loss does not depend on, has no gradient: its
`.grad` is None. Nothing can be computed with None, so the step stops there.

## Why it is easy to miss
In a small model that is trained as a whole every parameter has a gradient.

## Hints
1. What does the error say about NoneType, and which of your values can be None?
2. Which parameters have no gradient after `backward()`, and what should the step do with them?
3. Put the update below `if p.grad is not None:`.
"""

from grader.course.patch import replace, unwrap

ALL = unwrap("if p.grad is not None:")
VELOCITY = "v.copy_(momentum * v + p.grad)"
AVERAGE = "m.copy_(beta1 * m + (1 - beta1) * p.grad)"

patch = ALL
variants = (
    ALL + replace("lr * p.grad", "p.grad * lr"),
    ALL + replace("p -= lr * p.grad", "p.sub_(p.grad, alpha=lr)"),
    ALL + replace("p -= lr * p.grad", "p.add_(p.grad, alpha=-lr)"),
    ALL + replace("lr * p.grad", "lr * p.grad.data"),
    ALL + replace(VELOCITY, "v.mul_(momentum).add_(p.grad)"),
    ALL + replace(VELOCITY, "v.copy_(p.grad + momentum * v)"),
    ALL + replace(VELOCITY, "v.copy_(momentum * v + p.grad.data)"),
    ALL + replace(AVERAGE, "m.mul_(beta1).add_(p.grad, alpha=1 - beta1)"),
    ALL + replace(AVERAGE, "m.lerp_(p.grad, 1 - beta1)"),
    ALL + replace(AVERAGE, "m.copy_(beta1 * m + p.grad * (1 - beta1))"),
    ALL + replace(AVERAGE, "m.copy_(beta1 * m + (1 - beta1) * p.grad.data)"),
)
