"""A parameter without a gradient stops the code.

## What happens
`.grad` is None where no gradient arrived: frozen parameters, layers that the loss does not
depend on, any parameter before the first `backward()`. Nothing can be computed with None: it
has no norm, and it cannot be multiplied by a learning rate or added up over ranks. So the code
ends with an error.

## Why it is easy to miss
In a small model that is trained as a whole every parameter has a gradient.

See also: `stops_at_none`.

## Hints
1. What is in `.grad` of a frozen parameter, or of one that the loss does not depend on?
2. Which line of yours expects a tensor there, and what should become of such a parameter?
3. Leave it out, with `if p.grad is not None` as a line of the loop or as a part of the list.
"""

from grader.course.patch import Patch, replace, unwrap

EVERY = unwrap("if p.grad is not None:")
VELOCITY = "v.copy_(momentum * v + p.grad)"
AVERAGE = "m.copy_(beta1 * m + (1 - beta1) * p.grad)"
SQUARES = "total += (g**2).sum().item()"
SKIPPING = "[p.grad for p in parameters if p.grad is not None]"


def _listed(each: str, squares: str) -> Patch:
    """Return the edit that takes every `.grad` as ``each`` and adds ``squares``."""
    everything = replace(SKIPPING, f"[{each} for p in parameters]")
    return everything if squares == SQUARES else everything + replace(SQUARES, squares)


patch = EVERY | _listed("p.grad", SQUARES)
variants = (
    EVERY + replace("lr * p.grad", "p.grad * lr"),
    EVERY + replace("p -= lr * p.grad", "p.sub_(p.grad, alpha=lr)"),
    EVERY + replace("p -= lr * p.grad", "p.add_(p.grad, alpha=-lr)"),
    EVERY + replace("lr * p.grad", "lr * p.grad.data"),
    EVERY + replace(VELOCITY, "v.mul_(momentum).add_(p.grad)"),
    EVERY + replace(VELOCITY, "v.copy_(p.grad + momentum * v)"),
    EVERY + replace(VELOCITY, "v.copy_(momentum * v + p.grad.data)"),
    EVERY + replace(AVERAGE, "m.mul_(beta1).add_(p.grad, alpha=1 - beta1)"),
    EVERY + replace(AVERAGE, "m.lerp_(p.grad, 1 - beta1)"),
    EVERY + replace(AVERAGE, "m.copy_(beta1 * m + p.grad * (1 - beta1))"),
    EVERY + replace(AVERAGE, "m.copy_(beta1 * m + (1 - beta1) * p.grad.data)"),
    _listed("p.grad", "total += g.norm().item() ** 2"),
    _listed("p.grad", "total += g.pow(2).sum().item()"),
    _listed("p.grad", "total += (g * g).sum().item()"),
    _listed("p.grad", "total += g.square().sum().item()"),
    _listed("p.grad", "total += torch.sum(torch.square(g)).item()"),
    _listed("p.grad", "total += torch.norm(g).item() ** 2"),
    _listed("p.grad.data", SQUARES),
    _listed("p.grad.detach()", SQUARES),
)
