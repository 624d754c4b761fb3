"""The scheduler steps before the epoch is trained.

## What happens
The schedule is one step ahead: the first epoch already uses the rate of the second, and
the first rate is never used. torch warns of this once, and goes on.

## Why it is easy to miss
The rates are those of the schedule, only shifted. A slow schedule hardly shows it.

## Hints
1. Which rate does your first epoch use? Which one did the optimizer come with?
2. What does torch's warning about `lr_scheduler.step()` say?
3. Train first, then call `scheduler.step()`, at the end of the epoch.
"""

from grader.course.patch import before, replace

EARLY = "if not isinstance(scheduler, ReduceLROnPlateau):\n    scheduler.step()"
LATE = replace(
    "if isinstance(scheduler, ReduceLROnPlateau):\n    ...\nelse:\n    ...",
    'if isinstance(scheduler, ReduceLROnPlateau):\n    scheduler.step(val["loss"])',
)

patch = LATE + before("train = train_one_epoch(_A, _B, _C, _D, _E)", EARLY)
variants = (LATE + before('history["lr"].append(_A)', EARLY),)
