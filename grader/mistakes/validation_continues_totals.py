"""The totals are not set to zero between training and validation.

## What happens
Validation goes on adding to the totals that the training pass has left. What is reported for it is
a mean over both passes: the training examples, measured while the weights still changed, and the
validation examples.

## Why it is easy to miss
The training values are right, and those of validation lie near them, as one would hope.

See also: `totals_kept_across_epochs`.

## Hints
1. How many examples does the number count by which you divide in validation?
2. What is in your totals when validation begins?
3. In front of the loop over the validation batches, set all totals to zero again.
"""

from grader.course.patch import replace, where

patch = where("for x_val, y_val in val_loader: ...") + (
    replace(
        "val_total, val_correct, val_seen = 0.0, 0, 0",
        "val_total, val_correct, val_seen = total_loss, correct, seen",
    )
    | replace(
        "val_total, val_hits, val_seen = 0.0, 0, 0",
        "val_total, val_hits, val_seen = total_loss, hits, seen",
    )
)
