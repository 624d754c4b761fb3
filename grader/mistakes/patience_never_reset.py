"""The count of bad calls does not start again after an improvement.

## What happens
All calls without improvement are added up, wherever they stand. A run that improves again
and again is stopped as soon as enough bad epochs have come together.

## Why it is easy to miss
Runs that get worse only once, at the end, stop at the right place.

## Hints
1. Feed a bad loss, an improvement and a bad loss, with a patience of 2. What is returned?
2. What does "in a row" mean for the count when a loss is better?
3. Set the count to 0 at every improvement.
"""

from grader.course.patch import replace

patch = replace(
    """
if val_loss < self.best - self.min_delta:
    self.best = val_loss
    self.waited = 0
else:
    self.waited += 1
""",
    """
if val_loss < self.best - self.min_delta:
    self.best = val_loss
else:
    self.waited += 1
""",
) | replace('best, waited = val["loss"], 0', 'best = val["loss"]')
