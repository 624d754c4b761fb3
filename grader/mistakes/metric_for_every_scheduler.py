"""Every scheduler is handed the validation loss.

## What happens
Only a ReduceLROnPlateau takes a metric. For all others the first argument of `step` is an
old way of saying which epoch it is: a loss of 0.7 is read as epoch 0.7, and the schedule
stands still.

## Why it is easy to miss
No error is raised, and with a plateau scheduler it is right.

See also: `plateau_without_metric`.

## Hints
1. Print the learning rate in every epoch, with a StepLR. Does it change?
2. What is the first argument of `step` for schedulers that know nothing of a metric?
3. Hand over the loss only if `isinstance(scheduler, ReduceLROnPlateau)`.
"""

from grader.course.patch import replace

patch = replace(
    "if isinstance(scheduler, ReduceLROnPlateau):\n    ...\nelse:\n    ...",
    'scheduler.step(val["loss"])',
)
