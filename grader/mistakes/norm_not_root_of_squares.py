"""The norm is not the root of the sum of all squares.

## What happens
The length of a vector is the root of the sum of the squares of its entries, over all
gradients together. Norms of parts cannot be added, their squares can; a sum of absolute
values, the largest entry or a mean are other measures and clip at other places.

## Why it is easy to miss
Each of them is large when the gradients are large, and training stays stable.

## Hints
1. Two gradients have the lengths 3 and 4. How long are they together: 7, 5 or 4?
2. What exactly do you add up, over which entries, and what happens to the sum at the end?
3. Add up `(g**2).sum()` over all gradients and take the root once, at the end.
"""

from grader.course.patch import replace

CLIP = "torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)"
SQUARES = "total += (g**2).sum().item()"
ROOT = "norm = total**0.5"

patch = replace(ROOT, "norm = total")
variants = (
    replace(f"_N = {CLIP}", f"_N = sum(p.grad.norm() for p in model.parameters())\n{CLIP}"),
    replace(SQUARES, "total += g.norm().item()") + replace(ROOT, "norm = total"),
    replace(SQUARES, "total += g.norm().item()"),
    replace(SQUARES, "total += g.abs().sum().item()") + replace(ROOT, "norm = total"),
    replace(SQUARES, "total += (g**2).mean().item()"),
    replace(SQUARES, "total = max(total, g.norm().item())") + replace(ROOT, "norm = total"),
    replace(SQUARES, "total = max(total, g.abs().max().item())") + replace(ROOT, "norm = total"),
    replace(ROOT, "norm = (total / max(1, len(gradients))) ** 0.5"),
    replace(SQUARES, "total += g.sum().item() ** 2"),
)
