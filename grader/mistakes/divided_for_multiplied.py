"""Each batch's mean loss is divided by its number of examples, where it is to be multiplied.

## What happens
The loss of a batch is a mean already. Multiplied by its number of examples it becomes a sum, which
can be added to others; divided by it, it becomes smaller still. What is reported is too small.

## Why it is easy to miss
An average has a division in it, and small losses look like success.

## Hints
1. Is `loss.item()` a sum over the batch or a mean?
2. All batches have a loss of 1. What does your code report?
3. Add `loss.item() * len(x)` for each batch, and divide once, behind the loop, by the number of all
   examples.
"""

from grader.course.patch import replace

patch = replace("total_loss += loss.item() * len(x)", "total_loss += loss.item() / len(x)")
variants = (
    replace("total_loss += loss.item() * len(x)", "total_loss += loss.item() / len(x)")
    + replace("return total_loss / seen", "return total_loss / len(loader)"),
)
