"""The corrected averages are stored in place of the averages.

## What happens
m̂ and v̂ are for this step only. Stored, they are corrected again at the next call, and the
averages run away.

## Why it is easy to miss
The first step is right, and an operation in place looks economical.

## Hints
1. After the first call, is your m the gradient, or 1 - beta1 times the gradient?
2. Which of the two, m or m̂, should the next call begin with?
3. Give the corrected ones names of their own, and leave `state` with m and v.
"""

from grader.course.patch import after, where

CORRECTED = where("m_hat = _A")

patch = CORRECTED + after("p -= _A", "m.copy_(m_hat)\nv.copy_(v_hat)")
variants = (
    CORRECTED + after("p -= _A", "m.copy_(m_hat)"),
    CORRECTED + after("p -= _A", "v.copy_(v_hat)"),
)
