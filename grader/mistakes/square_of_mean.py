"""The mean is squared, not each difference.

## What happens
Taken first, the mean lets positive and negative differences cancel; squaring what is
left comes too late. Two errors of 5 and -5 give 0.

## Why it is easy to miss
It is never negative, and with one entry it is right.

## Hints
1. What does your function return for the differences 5 and -5?
2. Which comes first in the mean of squares?
3. `((prediction - target) ** 2).mean()`: the square inside, the mean outside.
"""

from grader.course.patch import replace, where

patch = where("losses = (prediction - target) ** 2") + replace(
    "return losses.mean()", "return (prediction - target).mean() ** 2"
)
