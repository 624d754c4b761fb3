"""The two betas are exchanged.

## What happens
The first beta belongs to the average of the gradients, the second to the average of their
squares. Exchanged, the direction follows very old gradients and the scale only the
latest ones.

## Why it is easy to miss
Both are numbers just below 1.

## Hints
1. Which beta do you use for m, and in which order do they come?
2. With betas (0, …), m should be the gradient itself. Is it?
3. `beta1, beta2 = betas`; beta1 for m, beta2 for v.
"""

from grader.course.patch import replace

patch = replace("beta1, beta2 = betas", "beta2, beta1 = betas")
