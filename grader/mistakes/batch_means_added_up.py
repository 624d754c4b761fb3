"""The micro-batches' means are added up and reported as if they were one mean.

## What happens
Each loss is a mean already. The sum of k means is about k times the mean over all
examples, and it grows with the number of micro-batches.

## Why it is easy to miss
If the losses had been scaled to their shares before, adding them up would be right.

## Hints
1. Two micro-batches both have the loss 1. What does your code return?
2. What turns a micro-batch's mean into a number that may be added up?
3. Add up `loss.item() * len(x)`, and divide by the number of all examples at the end.
"""

from grader.course.patch import replace, where

patch = (
    where("(loss * len(x) / seen).backward()")
    + replace("total_loss += loss.item() * len(x)", "total_loss += loss.item()")
    + replace("total_loss / seen", "total_loss")
)
