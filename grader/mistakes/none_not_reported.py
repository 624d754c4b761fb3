"""Some or all of the parameters that have no gradient at all are left out.

## What happens
None is the loudest kind of silence: the parameter is frozen, or nothing that the loss
depends on uses it. Here the frozen ones are not reported, or the unused ones, or both.

## Why it is easy to miss
It avoids an error: None cannot be compared with 0.

## Hints
1. Which parameters does your loop never look at?
2. What does it do with a parameter whose gradient is None, and with one that is frozen?
3. Report a name when its gradient is None, and also when it is all zero.
"""

from grader.course.patch import replace

ASKED = "gradient is None or bool((gradient == 0).all())"

patch = replace(ASKED, "gradient is not None and bool((gradient == 0).all())")
variants = (
    replace(ASKED, "name in gradients and (" + ASKED + ")"),
    replace(ASKED, "not p.requires_grad or (gradient is not None and bool((gradient == 0).all()))"),
)
