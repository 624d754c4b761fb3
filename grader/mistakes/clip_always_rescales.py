"""Gradients are rescaled even when they are shorter than the limit.

## What happens
Dividing by the norm and multiplying with the limit makes a gradient exactly as long as the
limit. Done to one that is shorter already, that stretches it, where near a minimum the steps
should get smaller. A gradient of zero has no direction to be stretched in.

## Why it is easy to miss
For gradients that are too long it is right, and those are the ones one looks at.

## Hints
1. What does your code do with gradients whose norm is half of the limit?
2. Is the limit a wanted length, or the longest length that is allowed?
3. Rescale only when the norm is above max_norm, or limit the factor to at most 1.
"""

from grader.course.patch import replace, unwrap

CLIP = "torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)"
UNCLIPPED = 'torch.nn.utils.clip_grad_norm_(model.parameters(), float("inf"))'

patch = replace(
    f"_N = {CLIP}",
    f"""
_N = {UNCLIPPED}
for p in model.parameters():
    if p.grad is not None:
        p.grad.mul_(max_norm / (_N + 1e-06))
""",
) | unwrap("if norm > max_norm:")
variants = (
    replace(
        "if norm > max_norm: ...",
        "for g in gradients:\n    g.mul_(max_norm / (norm + 1e-06))",
    ),
    replace("norm > max_norm", "norm > 0"),
)
