"""The loss is divided by the number of classes as well.

## What happens
Each example has one label and gives one loss. With a table of zeros and one entry per
row, a plain `.mean()` also counts the C - 1 zeros of each row, so the result is C times
too small, and so is every gradient.

## Why it is easy to miss
The table has the shape of the logits, and the loss falls as it should, only slowly.

## Hints
1. By which factor is your loss too small? Compare it with the number of classes.
2. How many numbers are you averaging, and how many examples are there?
3. Sum over the classes first, `.sum(dim=1)`, then take the mean over the examples.
"""

from grader.course.patch import replace, where

patch = where("log_probabilities = _A") + replace(
    "return losses.mean()", "return losses.sum() / logits.numel()"
)
