"""The step empties the gradients that it has used.

## What happens
`.grad` is None or zero afterwards. Whoever wants to look at the gradients of this batch,
clip them for a report, or add another batch's to them finds nothing.

## Why it is easy to miss
Each batch begins with empty gradients anyway, so a plain training loop runs as before.

## Hints
1. Print `p.grad` after the call. What did it hold before?
2. Is emptying part of a step? What does `optimizer.step()` of PyTorch do?
3. Leave `.grad` alone; emptying it is what `zero_grad` is for.
"""

from grader.course.patch import after

patch = after("p -= _A", "p.grad = None")
variants = (after("p -= _A", "p.grad.zero_()"),)
