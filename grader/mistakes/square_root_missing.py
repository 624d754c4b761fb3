"""The step is divided by the mean square, not by its root.

## What happens
v̂ is an average of squares. Without the root, small gradients lead to huge steps, and large
ones to tiny steps.

## Why it is easy to miss
Where gradients are about 1, a square and its root are nearly the same.

## Hints
1. How long is your first step when all gradients are 0.01?
2. In which unit is v̂, compared with m̂?
3. In the divisor of the step, take the root of v̂ before eps is added: `v_hat.sqrt() + eps`.
"""

from grader.course.patch import replace

patch = replace("v_hat.sqrt()", "v_hat")
