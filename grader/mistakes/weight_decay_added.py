"""A weight decay is part of the step, which nobody asked for.

## What happens
A share of the parameter's own value is added to its gradient, or is taken off the parameter.
It moves towards 0 even where its gradient is 0.

## Why it is easy to miss
Optimizers in a library have it as a setting, and with a small share the numbers are close.

## Hints
1. Does a parameter stay where it is when its gradient is 0?
2. Where does the value of p stand in the formula of the text, and where in your code?
3. Use `p.grad` alone as the gradient, and leave out the term with the share of p.
"""

from grader.course.patch import Patch, before, replace


def added(share: str) -> Patch:
    """Return the mistake with this share of the parameter."""
    return (
        replace("p -= lr * p.grad", f"p -= lr * (p.grad + {share} * p)")
        | replace("momentum * v + p.grad", f"momentum * v + (p.grad + {share} * p)")
        | replace("(1 - beta1) * p.grad", f"(1 - beta1) * (p.grad + {share} * p)")
        + replace("p.grad ** 2", f"(p.grad + {share} * p) ** 2")
    )


patch = added("0.01")
variants = (
    added("0.1"),
    added("0.001"),
    before("p -= lr * v", "p -= lr * 0.01 * p")
    | before("p -= lr * m_hat / _A", "p -= lr * 0.01 * p"),
)
