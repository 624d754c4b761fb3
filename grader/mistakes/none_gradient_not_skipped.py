"""A parameter without a gradient stops the code.

## What happens
`.grad` is None where no gradient arrived: frozen parameters, layers that the loss does not
depend on, any parameter before the first `backward()`. None has no norm, no entries to square
and nothing to reduce over ranks, so the code ends with an error.

## Why it is easy to miss
In a small model every parameter gets a gradient.

## Hints
1. What is in `.grad` of a parameter that the loss does not depend on?
2. Which line of yours expects a tensor there?
3. Leave such parameters out: `if p.grad is not None`.
"""

from grader.course.patch import Patch, replace, unwrap, where

SQUARES = "total += (g**2).sum().item()"
SKIPPING = "[p.grad for p in parameters if p.grad is not None]"


def _written(each: str, squares: str) -> Patch:
    """Return the edit that takes every `.grad` as ``each`` and adds ``squares``."""
    everything = replace(SKIPPING, f"[{each} for p in parameters]")
    return everything if squares == SQUARES else everything + replace(SQUARES, squares)


patch = _written("p.grad", SQUARES)
variants = (
    _written("p.grad", "total += g.norm().item() ** 2"),
    _written("p.grad", "total += g.pow(2).sum().item()"),
    _written("p.grad", "total += (g * g).sum().item()"),
    _written("p.grad", "total += g.square().sum().item()"),
    _written("p.grad", "total += torch.sum(torch.square(g)).item()"),
    _written("p.grad", "total += torch.norm(g).item() ** 2"),
    _written("p.grad.data", SQUARES),
    _written("p.grad.detach()", SQUARES),
    where("dist.all_reduce(p.grad)") + unwrap("if p.grad is not None:"),
)
