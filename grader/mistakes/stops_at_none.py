"""The first parameter without a gradient ends the loop.

## What happens
`break` and `return` leave the whole loop. All parameters that come later in the list
are left out, although they have gradients.

## Why it is easy to miss
With gradients everywhere it is right, and with a single frozen layer at the end as well.

See also: `none_gradient_not_skipped`.

## Hints
1. Which parameters are left out, those without a gradient or more?
2. What is the difference between leaving a loop and skipping one round?
3. In the loop over the parameters, write `continue`, or put what needs a gradient below `if
   p.grad is not None:`.
"""

from grader.course.patch import before, replace

patch = before("if p.grad is not None: ...", "if p.grad is None:\n    break") | replace(
    "gradients = [p.grad for p in parameters if p.grad is not None]",
    """
gradients = []
for p in parameters:
    if p.grad is None:
        break
    gradients.append(p.grad)
""",
)
