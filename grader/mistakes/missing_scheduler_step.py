"""The scheduler never takes a step.

## What happens
A scheduler changes the learning rate only when its `step()` is called. Without the call
the rate stays what it was at the beginning.

## Why it is easy to miss
Making the scheduler looks like enough, since it already knows the optimizer.

## Hints
1. Print the learning rate in every epoch. Does it change?
2. Who tells the scheduler that an epoch is over?
3. Call `scheduler.step()` once per epoch, after training.
"""

from grader.course.patch import replace

IF = """
if isinstance(scheduler, ReduceLROnPlateau):
    scheduler.step(val["loss"])
else:
    scheduler.step()
"""

patch = replace(IF, "pass")
