"""The losses of all examples are added up before they are compared.

## What happens
ln C is what one example costs on average. The sum grows with the batch, so a sane model is refused
for every batch of more than one example, and a model that is much too sure can pass.

## Why it is easy to miss
For a batch of one example the sum and the mean are the same.

## Hints
1. What becomes of your measured loss when the batch is twice as long?
2. Is ln C the loss of one example, or of a whole batch?
3. Take the mean over the batch: `cross_entropy(scores, labels)` without `reduction="sum"`.
"""

from grader.course.patch import replace

patch = replace(
    "torch.nn.functional.cross_entropy(scores, labels)",
    'torch.nn.functional.cross_entropy(scores, labels, reduction="sum")',
)
