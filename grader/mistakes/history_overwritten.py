"""Each epoch replaces the history instead of adding to it.

## What happens
The lists hold one value at the end, that of the last epoch. A curve needs one value per
epoch.

## Why it is easy to miss
The keys are right, and the last value is too.

## Hints
1. How many values are in each list after three epochs?
2. What does your assignment do with the values of earlier epochs?
3. Use `append` on each list, once per epoch.
"""

from grader.course.patch import replace

patch = (
    replace('history["train_loss"].append(_A)', 'history["train_loss"] = [_A]')
    + replace('history["train_accuracy"].append(_A)', 'history["train_accuracy"] = [_A]')
    + replace('history["val_loss"].append(_A)', 'history["val_loss"] = [_A]')
    + replace('history["val_accuracy"].append(_A)', 'history["val_accuracy"] = [_A]')
)
