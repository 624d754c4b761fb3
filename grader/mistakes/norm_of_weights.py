"""The norm is that of the parameters, not of their gradients.

## What happens
How large the weights are says nothing about how long the step will be. Long gradients of small
weights are not clipped, and short ones of large weights are made shorter still.

## Why it is easy to miss
The function gets parameters, and they have a norm as well; the formula is the same.

## Hints
1. What does your function return after all gradients have been doubled?
2. Of which tensors do you add up the squares?
3. In the sum of squares, take `p.grad` instead of `p`: `(p.grad**2).sum().item()`.
"""

from grader.course.patch import replace

patch = (
    replace(
        "gradients = [p.grad for p in parameters if p.grad is not None]",
        "weights = [p for p in parameters if p.grad is not None]\n"
        "gradients = [p.grad for p in weights]",
    )
    + replace("total += (g**2).sum().item()", "pass")
    + replace("norm = total**0.5", "norm = sum((w**2).sum().item() for w in weights) ** 0.5")
)
