"""The squared error is halved.

## What happens
With a factor of one half the 2 of the derivative cancels, which is why some books write
it so. The loss and all its gradients are half as large as those of the mean squared
error.

## Why it is easy to miss
The minimum is the same, and a learning rate twice as large hides the difference.

## Hints
1. By which factor do your numbers differ from the expected ones?
2. Which definition does the docstring give?
3. In the line that takes the mean, leave out the factor of one half.
"""

from grader.course.patch import replace, where

patch = where("losses = (prediction - target) ** 2") + replace(
    "return losses.mean()", "return losses.mean() / 2"
)
