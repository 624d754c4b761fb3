"""A new optimizer is made for every batch, so it never remembers anything.

## What happens
Momentum and Adam keep running averages from step to step. An optimizer made inside the
loop starts from zero each time, and the one that was handed over is never used.

## Why it is easy to miss
With plain SGD, which remembers nothing, the numbers are the same.

## Hints
1. Where in your code is the optimizer made, and how often?
2. What does Adam know at its second step that it did not know at its first?
3. Use the optimizer that was handed over, and make none yourself.
"""

from grader.course.patch import before

patch = before(
    "optimizer.zero_grad()",
    "optimizer = type(optimizer)(model.parameters(), **optimizer.defaults)",
)
