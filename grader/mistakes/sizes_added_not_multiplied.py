"""The sizes of a tensor are added, not multiplied.

## What happens
A weight of shape (6, 4) has 6 rows of 4 numbers, 24 in all. The sum of its sizes is 10. A
tensor without any size is one number, and the sum of no sizes is 0.

## Why it is easy to miss
For a bias, which has one size only, the sum is right.

## Hints
1. What does your function return for a Linear layer with 4 inputs and 6 outputs, and what
   should it return?
2. How many numbers does a table with 6 rows and 4 columns hold?
3. Where you add up the sizes of a parameter, take their product: `p.numel()`.
"""

from grader.course.patch import replace

patch = replace("sum(p.numel() for p in _B if _C)", "sum(sum(p.shape) for p in _B if _C)")
