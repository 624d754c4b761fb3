"""The rate is written down after the scheduler has changed it.

## What happens
The history shows in each epoch the rate of the next one. The rate that was used at first
is missing, and at the end stands one that was never used.

## Why it is easy to miss
Training itself is right; only the record of it is shifted.

## Hints
1. With which rate did the first epoch train, and what is the first entry of "lr"?
2. When does `scheduler.step()` change the rate?
3. Read `optimizer.param_groups[0]["lr"]` before the scheduler steps.
"""

from grader.course.patch import before, drop

RATE = 'history["lr"].append(optimizer.param_groups[0]["lr"])'

patch = drop(RATE) + before('if val["loss"] < best:\n    ...\nelse:\n    ...', RATE)
