"""The weights are scaled, not their gradients.

## What happens
The factor that should shorten the gradients is applied to the parameters themselves. The
model forgets a part of what it knows, and the next step uses gradients of full length.

## Why it is easy to miss
`p` and `p.grad` have the same shape, and the norm that is returned is right.

## Hints
1. What does your function change: a parameter or its `.grad`?
2. What do the weights look like after your function, when the gradients were too long?
3. In the loop that scales, below the condition, scale the gradient and leave the parameter
   alone: `p.grad.mul_(max_norm / norm)`.
"""

from grader.course.patch import Patch, replace

SKIPPING = "[p.grad for p in parameters if p.grad is not None]"
SCALING = "for g in gradients:\n    g.mul_(max_norm / norm)"


def _scaled(kept: str, scaling: str) -> Patch:
    """Return the edit that goes over ``kept`` and runs ``scaling`` for each."""
    return replace(
        f"gradients = {SKIPPING}", f"parameters = {kept}\ngradients = {SKIPPING}"
    ) + replace(SCALING, f"for p in parameters:\n    {scaling}")


patch = _scaled("[p for p in parameters if p.grad is not None]", "p.data.mul_(max_norm / norm)")
variants = (
    _scaled("list(parameters)", "p.data.mul_(max_norm / norm)"),
    _scaled("list(parameters)", "p.mul_(max_norm / norm)"),
    _scaled("list(parameters)", "p.grad = p * max_norm / norm"),
)
