"""The gradients are divided, but nothing is exchanged between the ranks.

## What happens
Each rank divides its own gradients by the number of ranks and knows nothing of the
others. The models of the ranks drift apart from the first step on.

## Why it is easy to miss
No rank waits for another and no error is raised. Each rank trains, on a part of the
data and with small steps.

## Hints
1. Compare `.grad` in two ranks after your function. Are they the same?
2. Which call makes ranks talk to each other, and does it write into `.grad`?
3. Inside the loop over the parameters, before the division, call `dist.all_reduce(p.grad)`.
"""

from grader.course.patch import drop

patch = drop("dist.all_reduce(p.grad)")
