"""The learning rate and the momentum stand in each other's place.

## What happens
Momentum says how much of the old velocity is kept, and the learning rate how far the
parameter moves along the new one. Here each does the work of the other.

## Why it is easy to miss
Both are numbers between 0 and 1, and where they are equal nothing differs.

## Hints
1. With a learning rate of 0 nothing should move. Does it with yours?
2. Which of the two settings stands in which of your lines?
3. Renew the velocity with `momentum * v + p.grad`, and move the parameter by `lr * v`.
"""

from grader.course.patch import replace

patch = replace("momentum * v + p.grad", "lr * v + p.grad") + replace(
    "p -= lr * v", "p -= momentum * v"
)
