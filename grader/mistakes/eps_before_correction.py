"""eps is added before the correction and divided by it as well.

## What happens
You add eps to the root of v itself and apply the correction afterwards, to both. That divides
eps as well: at the first call, with beta2 = 0.999, by about 0.03, as if it were some thirty
times as large. The formula corrects v first, and eps is added to the root of that, as it is.

## Why it is easy to miss
The two corrections can be pulled together into one factor before the fraction, and then eps is
easily left on the wrong side. With a tiny eps nobody notices.

## Hints
1. Does the difference grow when eps does, and is it largest at the first call?
2. To what do you add eps: to the root of the corrected v̂, or to that of v?
3. Correct first, `v_hat = v / (1 - beta2**t)`, and in the line of the step divide by
   `(v_hat.sqrt() + eps)`.
"""

from grader.course.patch import replace

patch = replace("v_hat.sqrt() + eps", "(v.sqrt() + eps) / (1 - beta2**t) ** 0.5")
