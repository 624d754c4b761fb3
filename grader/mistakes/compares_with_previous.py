"""Each loss is compared with the one before it, not with the best.

## What happens
A loss that is lower than the last one counts as an improvement, however bad both are.
After a jump upwards every small step back looks like progress.

## Why it is easy to miss
While the loss falls steadily, the previous loss is the best one.

## Hints
1. Feed 1.0, 3.0, 2.0. Is the third an improvement?
2. When does the number that you compare with change?
3. Change `best` only when the loss is an improvement.
"""

from grader.course.patch import after, before, replace

patch = (
    after(
        "if val_loss < self.best - self.min_delta:\n    ...\nelse:\n    ...", "self.best = val_loss"
    )
    | before("if val_loss < self.best: ...", "previous, self.best = self.best, val_loss")
    + replace("val_loss < self.best", "val_loss < previous")
    | after('if val["loss"] < best:\n    ...\nelse:\n    ...', 'best = val["loss"]')
)
