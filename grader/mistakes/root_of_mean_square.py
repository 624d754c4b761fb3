"""A root is taken of the squared error.

## What happens
The root of the mean square has the unit of the targets and is good for a report. As a
loss it is another function: its gradients are divided by twice the root, and at a
perfect prediction they are not finite.

## Why it is easy to miss
It is small when the squared error is small, so both curves tell the same story.

## Hints
1. What does your function return when every difference is 3?
2. Which letter of rmse is missing in mse?
3. Return the mean of the squares itself.
"""

from grader.course.patch import replace, where

patch = where("losses = (prediction - target) ** 2") + replace(
    "return losses.mean()", "return losses.mean().sqrt()"
)
variants = (
    where("losses = (prediction - target) ** 2")
    + replace("return losses.mean()", "return losses.sum().sqrt()"),
)
