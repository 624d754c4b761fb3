"""eps stands under the square root.

## What happens
Under the root a small eps acts like its own root, which is much larger: 0.0001 for an eps
of 0.00000001. Where gradients are small the steps become shorter than they should be.

## Why it is easy to miss
With the usual eps and gradients that are not small, nobody sees a difference, and other
optimizers do put it there.

## Hints
1. How does the difference behave when eps becomes larger?
2. Is eps added before or after the root is taken?
3. In the divisor of the step, take the root first and add eps behind it: `v_hat.sqrt() + eps`.
"""

from grader.course.patch import replace

patch = replace("v_hat.sqrt() + eps", "(v_hat + eps).sqrt()")
