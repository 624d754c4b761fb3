"""The correction multiplies beta by t instead of raising it to the power t.

## What happens
What is left of the start at zero becomes beta times smaller with every call: beta, then beta
squared, and so on. With beta times t, the correction is negative after a few calls.

## Why it is easy to miss
At the first call both are the same, and on paper the t stands close beside the beta.

## Hints
1. Is your first call right, and only the second one wrong?
2. What is 1 - 0.9 · 20, and can it be a share of anything?
3. Python writes the power as `beta1**t`.
"""

from grader.course.patch import replace

FIRST = replace("beta1**t", "beta1 * t")
SECOND = replace("beta2**t", "beta2 * t")

patch = FIRST + SECOND
variants = (FIRST, SECOND)
