"""The root is taken before the correction.

## What happens
The correction belongs to the average of squares. Applied to its root, 1 - beta2ᵗ is too
strong: its own root would be right there. The first steps come out too short.

## Why it is easy to miss
All parts of the formula are there, in another order.

## Hints
1. After the first call, what is your v̂, compared with the square of the gradient?
2. What is divided by 1 - beta2ᵗ in the formula: v, or its root?
3. Correct v itself, `v_hat = v / (1 - beta2**t)`, and take the root of that in the line of the
   step: `v_hat.sqrt() + eps`.
"""

from grader.course.patch import replace

patch = replace("v_hat.sqrt() + eps", "v.sqrt() / (1 - beta2**t) + eps")
