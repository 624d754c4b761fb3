"""The correction multiplies beta by t instead of raising it to the power t.

## What happens
You divide by 1 - beta * t, where the formula has 1 - beta**t. At the first call both are the
same. At the second, with beta = 0.9, you divide by 1 - 1.8 = -0.8 instead of by 1 - 0.81 =
0.19: made for m it turns the step round, made for v it puts a negative number under the root.

## Why it is easy to miss
The first call is right, and on paper the t stands close beside the beta, small and raised.

## Hints
1. Print your two divisors, 1 minus something, at the first three calls. Is each of them
   between 0 and 1?
2. What is left of the start at zero gets beta times smaller with every call: beta, beta²,
   beta³. Which operation says that?
3. In the two lines of the correction write the power: `m_hat = m / (1 - beta1**t)` and `v_hat
   = v / (1 - beta2**t)`.
"""

from grader.course.patch import replace

FIRST = replace("beta1**t", "beta1 * t")
SECOND = replace("beta2**t", "beta2 * t")

patch = FIRST + SECOND
variants = (FIRST, SECOND)
