"""A ReduceLROnPlateau is stepped without the validation loss.

## What happens
This scheduler acts on a number: it lowers the rate when the number stops improving. Its
`step` needs that number, and raises a TypeError without it.

## Why it is easy to miss
All other schedulers are stepped without an argument, so code that was tried with one of
them works until a plateau scheduler comes along.

See also: `metric_for_every_scheduler`.

## Hints
1. Which argument does `ReduceLROnPlateau.step` have that others do not need?
2. How can your function tell which kind of scheduler it was given?
3. At the end of each epoch, in place of the one call: `if isinstance(scheduler,
   ReduceLROnPlateau):` step with the validation loss, `else:` call `scheduler.step()`.
"""

from grader.course.patch import replace

patch = replace(
    "if isinstance(scheduler, ReduceLROnPlateau):\n    ...\nelse:\n    ...", "scheduler.step()"
)
