"""Gradients are clipped to a fixed norm, not to the limit that was given.

## What happens
Clipped gradients have a norm that is written in the code. Whoever calls the function with
another limit gets gradients of that same norm.

## Why it is easy to miss
1.0 is the most usual limit, and a call with that one is right.

## Hints
1. What changes in your result when max_norm is 0.1, and when it is 100?
2. Where in your code does the argument appear?
3. Put `max_norm` wherever a number stands for the limit.
"""

from grader.course.patch import Patch, replace

CLIP = "torch.nn.utils.clip_grad_norm_(model.parameters(), {})"


def _fixed(limit: float) -> Patch:
    """Return the edit that writes a number for the limit."""
    return replace(CLIP.format("max_norm"), CLIP.format(limit)) | replace(
        "norm > max_norm", f"norm > {limit}"
    ) + replace("max_norm / norm", f"{limit} / norm")


patch = _fixed(1.0)
variants = (_fixed(0.5), _fixed(5.0), replace("max_norm / norm", "1 / norm"))
