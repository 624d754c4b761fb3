"""The gradients of other parameters are removed too.

## What happens
`model.zero_grad()` empties `.grad` of the whole model, and so does a line that stands
outside the `if`. Parameters that do not match lose gradients that were still wanted.

## Why it is easy to miss
The parameters that match are as they should be.

## Hints
1. What is `.grad` of a parameter that does not match, before and after?
2. For which parameters does the line run that empties gradients?
3. Move `p.grad = None` inside the `if` that asks about the name, beside the line that freezes.
"""

from grader.course.patch import before, drop

patch = drop("p.grad = None") + before("if name.startswith(prefix): ...", "p.grad = None")
variants = (drop("p.grad = None") + before("return count", "model.zero_grad()"),)
