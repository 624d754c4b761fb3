"""The sum is divided by the number of rows, not of all entries.

## What happens
With several outputs per example each row adds up several losses. Dividing by the number
of rows leaves their sum, so the result grows with the number of outputs.

## Why it is easy to miss
With one output per example both divisors are the same.

## Hints
1. How many losses are you adding, and by what do you divide?
2. What does your function return for shape (4, 3) when every single loss is 1?
3. Take the mean over everything: `.mean()` without a dimension, or divide by
   `.numel()`.
"""

from grader.course.patch import replace, where

MEAN = "return losses.mean()"
SQUARES = where("losses = (prediction - target) ** 2")
LOGITS = where("losses = logits.clamp(min=0) - _A + _B")

patch = replace(MEAN, "return losses.sum() / len(losses)")
variants = (
    SQUARES + replace(MEAN, "return losses.sum(dim=1).mean()"),
    LOGITS + replace(MEAN, "return losses.sum(dim=1).mean()"),
    SQUARES + replace(MEAN, "return losses.sum(dim=-1).mean()"),
    LOGITS + replace(MEAN, "return losses.sum(dim=-1).mean()"),
)
