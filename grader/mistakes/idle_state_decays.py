"""The state of a parameter without a gradient fades.

## What happens
The old state is multiplied before the question is asked whether there is a gradient. A
parameter that takes no part in a step stays where it is, but its state becomes smaller.

## Why it is easy to miss
The parameter itself is right after this call; it goes wrong when its gradient comes back.

## Hints
1. Print the state of a parameter without a gradient before and after the call.
2. Which of your lines run for it?
3. Put everything that belongs to one parameter below `if p.grad is not None:`.
"""

from grader.course.patch import before, replace

NONE = "if p.grad is not None: ..."

patch = (
    before(NONE, "m.mul_(beta1)\nv.mul_(beta2)")
    + replace("m.copy_(beta1 * m + _G)", "m.add_(_G)")
    + replace("v.copy_(beta2 * v + _G)", "v.add_(_G)")
) | before(NONE, "v.mul_(momentum)") + replace("v.copy_(momentum * v + _G)", "v.add_(_G)")
