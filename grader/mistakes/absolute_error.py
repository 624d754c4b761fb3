"""The differences are made positive, but not squared.

## What happens
The mean of |prediction - target| is another loss, the mean absolute error. It counts a
difference of 10 ten times as much as one of 1, not a hundred times, and its gradient
has the same size everywhere.

## Why it is easy to miss
Both are never negative, both are 0 for a perfect prediction, and both fall.

## Hints
1. What does your function return for a single difference of 3?
2. What does the s in mse stand for?
3. Square the differences, `** 2`, in place of `.abs()`.
"""

from grader.course.patch import replace

patch = replace("losses = (prediction - target) ** 2", "losses = (prediction - target).abs()")
