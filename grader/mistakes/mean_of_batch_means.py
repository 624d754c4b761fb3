"""The loss is the mean of the batches' means, not the mean over the examples.

## What happens
Each batch contributes its mean with the same weight, whatever its size. When the last
batch is shorter, its examples count for more than the others. That is another
definition of the average, one per batch; the exercise asks for one per example.

## Why it is easy to miss
With batches of equal size the two averages agree, and much public code divides by
`len(loader)`. They differ only when the batch size does not divide the number of
examples.

See also: `mean_of_rank_means`.

## Hints
1. The last batch may be smaller than the others. How much should one of its examples
   weigh?
2. A batch's loss is a mean. How do you get back the sum over its examples?
3. Add up mean times number of examples, and divide by the number of all examples.
"""

from grader.course.patch import replace

patch = (
    replace("total_loss += loss.item() * len(x)", "total_loss += loss.item()")
    + replace("total_loss / seen", "total_loss / len(loader)")
) | (
    replace("self.total += float(value) * n", "self.total += float(value)")
    + replace("self.count += n", "self.count += 1")
)
variants = (
    replace("total += loss_fn(_A, _B).item() * len(x)", "total += loss_fn(_A, _B).item()")
    + replace("total / seen", "total / len(val_loader)"),
)
