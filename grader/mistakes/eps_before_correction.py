"""eps is added before the correction and divided by it as well.

## What happens
The root of v is not corrected yet when eps is added, and then both are divided together.
At the first calls eps acts as if it were larger by the same factor as v is corrected.

## Why it is easy to miss
The two factors of the corrections can be pulled together into one before the
fraction, and then eps is easily left on the wrong side. With a tiny eps nobody notices.

## Hints
1. How does the difference behave when eps becomes larger?
2. Is what you add eps to the corrected v̂, or v itself?
3. Correct first, take the root, then add eps: `v_hat.sqrt() + eps`.
"""

from grader.course.patch import replace

patch = replace("v_hat.sqrt() + eps", "(v.sqrt() + eps) / (1 - beta2**t) ** 0.5")
