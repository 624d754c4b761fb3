"""An average is not corrected for its start at zero.

## What happens
m and v begin at zero and need many calls to reach the size of the gradients and their
squares. Without the division by 1 - betaᵗ the first steps have the wrong length. With the
usual betas the very first one is about three times as long as it should be where neither is
corrected, 32 times where v alone is not, and a tenth where m alone is not.

## Why it is easy to miss
After some hundred calls the correction is nearly 1 and makes no difference.

## Hints
1. After the first call, what is m, compared with the gradient?
2. How do you make up for an average that began at zero, and does that hold for both averages?
3. `m_hat = m / (1 - beta1**t)` and `v_hat = v / (1 - beta2**t)`; p moves by these.
"""

from grader.course.patch import replace

FIRST = replace("m_hat = _A", "m_hat = m")
SECOND = replace("v_hat = _A", "v_hat = v")

patch = FIRST + SECOND
variants = (FIRST, SECOND)
