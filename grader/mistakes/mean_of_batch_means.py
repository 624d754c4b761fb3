"""The loss is the mean of the batches' means, not the mean over the examples.

## What happens
Each batch contributes its mean, and the sum is divided by the number of batches. When the
last batch is shorter, its examples count for more than the others. What you compute is a
different average: one per batch, where the exercise asks for one per example.

## Why it is easy to miss
With batches of equal size the two averages agree, and much public code divides by
`len(loader)`. The difference shows only when the batch size does not divide the number of
examples.

## Hints
1. The last batch may be smaller than the others. How much should one of its examples weigh?
2. `loss.item()` is a mean over a batch. How do you get back the sum over its examples?
3. Add `loss.item() * len(x)` for every batch, and divide by the number of examples seen.
"""

from grader.patch import replace

patch = replace("total_loss += loss.item() * len(x)", "total_loss += loss.item()") + replace(
    "total_loss / seen", "total_loss / len(loader)"
)
