"""The plateau scheduler watches the training loss.

## What happens
A ReduceLROnPlateau should act when the model no longer gets better on new data. The
training loss goes on falling while the model learns by heart, so the rate is not lowered
when it should be.

## Why it is easy to miss
Early on both losses fall, and the schedule comes out the same.

## Hints
1. Which number do you hand to `scheduler.step`?
2. Which loss says that there is nothing more to gain for new data?
3. In the branch for a `ReduceLROnPlateau`, hand over what `evaluate` measured:
   `scheduler.step(val["loss"])`.
"""

from grader.course.patch import replace

patch = replace('scheduler.step(val["loss"])', 'scheduler.step(train["loss"])')
