"""beta and 1 - beta are exchanged.

## What happens
beta says how much of the old average is kept. Exchanged with 1 - beta, the average nearly
forgets everything at each call.

## Why it is easy to miss
The two factors add up to 1 either way.

## Hints
1. With betas (0, 0), m should be the gradient and v its square. Are they?
2. Which factor is close to 1 in Adam: the one of the old average, or the one of the new gradient?
3. `beta1 * m + (1 - beta1) * p.grad`, and the same form for v.
"""

from grader.course.patch import replace

FIRST = replace("beta1 * m + (1 - beta1) * p.grad", "(1 - beta1) * m + beta1 * p.grad")
SECOND = replace("beta2 * v + (1 - beta2) * _G", "(1 - beta2) * v + beta2 * _G")

patch = FIRST + SECOND
variants = (FIRST, SECOND)
