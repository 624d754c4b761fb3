"""The first parameter without a gradient ends the step.

## What happens
`break` and `return` leave the whole loop. All parameters that come later in the list
are not updated, although they have gradients.

## Why it is easy to miss
With gradients everywhere it is right, and with a single frozen layer at the end as well.

See also: `none_gradient_not_skipped`.

## Hints
1. Which parameters do not move, those without a gradient or more?
2. What is the difference between leaving a loop and skipping one round?
3. Write `continue`, or put the update below `if p.grad is not None:`.
"""

from grader.course.patch import before

patch = before("if p.grad is not None: ...", "if p.grad is None:\n    break")
