"""Where the norm is 0, the factor cannot be computed.

## What happens
A factor of `max_norm / norm` is computed whether it is needed or not. Without gradients,
or with gradients of zero, the norm is 0, and Python stops with a ZeroDivisionError; the
same division of tensors gives inf or nan.

## Why it is easy to miss
In a real training run a norm of exactly 0 is rare.

## Hints
1. What does your code divide by when all gradients are zero?
2. In which case do you need the factor at all?
3. Compute the factor only when the norm is above max_norm, or add a tiny number such as
   1e-6 to what you divide by.
"""

from grader.course.patch import replace

patch = replace(
    "if norm > max_norm: ...",
    "factor = min(1.0, max_norm / norm)\nfor g in gradients:\n    g.mul_(factor)",
)
variants = (
    replace(
        "if norm > max_norm: ...",
        "for g in gradients:\n    g.mul_(min(1.0, max_norm / norm))",
    ),
)
