"""Gradients or their squares are added up instead of averaged.

## What happens
Without the factor 1 - beta the new value is added in full. In the long run, what should be
an average becomes 1 / (1 - beta) times as large, as a velocity does.

## Why it is easy to miss
In the formula of momentum there is no such factor.

## Hints
1. When every gradient is 1, what should m and v come to in the end, and what do yours?
2. Which factor stands before the new value in an average?
3. In the lines that renew m and v, put the factor before the new value: `(1 - beta1) * p.grad`
   in the one, `(1 - beta2) * p.grad**2` in the other.
"""

from grader.course.patch import replace

FIRST = replace("(1 - beta1) * p.grad", "p.grad")
SECOND = replace("(1 - beta2) * _G", "_G")

patch = FIRST + SECOND
variants = (FIRST, SECOND)
