"""The running total is replaced by each batch's share, not added to.

## What happens
`=` where `+=` belongs forgets what the batches before have contributed. At the end the total holds
the last batch alone, and it is divided by the number of all examples: the loss is too small.

## Why it is easy to miss
`=` and `+=` differ by one character, and with a single batch both give the same.

See also: `only_last_batch`.

## Hints
1. What is in your total after the first batch, and what after the second?
2. Of which batches is the sum that you divide by the number of examples?
3. Inside the loop, add to the total: `total_loss += loss.item() * len(x)`.
"""

from grader.course.patch import replace

patch = replace("total_loss += loss.item() * len(x)", "total_loss = loss.item() * len(x)")
