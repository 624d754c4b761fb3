"""The totals are set to zero before the first epoch only.

## What happens
Each epoch adds to the totals of those before it. What is reported for an epoch is the mean over
all epochs so far, so good and bad epochs blur, and the curve lags behind the model.

## Why it is easy to miss
The first epoch is right, the later means look plausible, and the curve is even smoother.

See also: `validation_continues_totals`.

## Hints
1. How many examples does the total of the second epoch count?
2. Where are the totals set to zero, and how often is that line run?
3. Set the totals to zero at the start of every epoch, inside the loop over epochs.
"""

from grader.course.patch import hoist

patch = hoist("total_loss, _A, seen = 0.0, 0, 0")
