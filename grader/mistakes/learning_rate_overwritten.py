"""The learning rate of the given optimizer is overwritten.

## What happens
The optimizer arrives with a rate that somebody chose, or that a schedule has set. Your
code puts a constant in its place, and every update has another size.

## Why it is easy to miss
The constant is a usual value, and training works.

## Hints
1. What is `optimizer.param_groups[0]['lr']` before and after your code runs?
2. Whose decision is the learning rate?
3. Leave `param_groups` alone and call `optimizer.step()`.
"""

from grader.patch import before, unless

RATE = 'for group in optimizer.param_groups:\n    group["lr"] = {}'
GIVEN = unless("model = make_model()")  # an optimizer made beside its model is no given one

patch = GIVEN + before("optimizer.zero_grad()", RATE.format(0.01))
variants = (
    GIVEN + before("optimizer.zero_grad()", RATE.format(0.1)),
    GIVEN + before("optimizer.zero_grad()", RATE.format(0.001)),
)
