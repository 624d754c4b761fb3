"""The parameters are gone through twice, and a generator can be used only once.

## What happens
`model.parameters()` is a generator: the first loop uses it up. The second loop, which
should do the scaling, finds nothing left and does not run. A list works.

## Why it is easy to miss
A loop over an exhausted generator is no error: it just ends at once. The norm, computed in
the first loop, is right.

## Hints
1. How often does the body of your second loop run when the function is called with
   `model.parameters()`?
2. What is left of a generator after a `for` loop over it?
3. Make a list first, for example `gradients = [p.grad for p in parameters if p.grad is not
   None]`, and go over that one as often as you like.
"""

from grader.course.patch import drop, replace

patch = (
    drop("gradients = [p.grad for p in parameters if p.grad is not None]")
    + replace(
        "for g in gradients:\n    total += (g**2).sum().item()",
        """
        for p in parameters:
            if p.grad is not None:
                total += (p.grad**2).sum().item()
        """,
    )
    + replace(
        "for g in gradients:\n    g.mul_(max_norm / norm)",
        """
        for p in parameters:
            if p.grad is not None:
                p.grad.mul_(max_norm / norm)
        """,
    )
)
