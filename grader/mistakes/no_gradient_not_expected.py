"""Without a single gradient there is nothing to stack, and the code stops.

## What happens
`torch.stack` and `torch.cat` make one tensor of many, and refuse to make one of none. When
no parameter has a gradient, there is nothing to hand to them.

## Why it is easy to miss
After a `backward()` some parameter has a gradient, as a rule.

## Hints
1. What is left to stack or join when every `.grad` is None?
2. What should the norm be in that case?
3. Return 0.0 when nothing is left, or add up the squares in a loop that begins with 0.0.
"""

from grader.course.patch import drop, replace

ADDING = "for g in gradients:\n    total += (g**2).sum().item()"

patch = drop("total = 0.0") + replace(
    ADDING, "total = torch.stack([(g**2).sum() for g in gradients]).sum().item()"
)
variants = (
    drop("total = 0.0")
    + replace(ADDING, "total = torch.cat([g.flatten() ** 2 for g in gradients]).sum().item()"),
)
