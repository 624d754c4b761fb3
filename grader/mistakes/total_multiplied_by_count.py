"""The total is multiplied by the count before it is added up.

## What happens
A mean has to be multiplied by its count to become a sum. The total is a sum already: the product
counts each rank's loss as many times as it has examples.

## Why it is easy to miss
`loss.item() * len(x)` is the usual line of an honest average, and right where a mean comes in.

## Hints
1. Is `total` a mean over the examples of this rank, or a sum?
2. A single rank with a total of 30 over 10 examples: what do you return?
3. Put the total into the tensor as it comes: `torch.tensor([total, count], dtype=torch.float64)`.
"""

from grader.course.patch import replace

patch = replace(
    "torch.tensor([total, count], dtype=_A)", "torch.tensor([total * count, count], dtype=_A)"
)
