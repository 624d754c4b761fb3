"""Batch means are added up, and their sum is divided by the number of examples.

## What happens
Each batch contributes one mean, but the divisor counts examples. The result is too
small by about the batch size.

## Why it is easy to miss
Dividing by the number of examples is right; the summand does not fit it. And small
losses look like success.

## Hints
1. How many numbers do you add up, and by what do you divide?
2. Is `loss.item()` a sum over the batch or a mean?
3. Multiply each mean by its number of examples before adding it.
"""

from grader.course.patch import replace

patch = replace("total_loss += loss.item() * len(x)", "total_loss += loss.item()") | replace(
    "self.total += float(value) * n", "self.total += float(value)"
)
