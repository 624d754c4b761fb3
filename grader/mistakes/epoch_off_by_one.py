"""The epoch comes back shifted by one.

## What happens
What is returned is the number of the epoch after the right one, or of the one before it. Whoever
looks that epoch up, or goes on behind it, is one epoch off.

## Why it is easy to miss
The last epoch and the one to go on with are both useful numbers, and people count from one
where Python counts from zero.

## Hints
1. Take an epoch whose number you know. Which number comes back for it?
2. Which epoch does the docstring ask for, and how does it count: from 0 or from 1?
3. Keep the number of the epoch as it is, and return it as it is, without adding one.
"""

from grader.course.patch import replace

RETURNED, BEST = 'return checkpoint["epoch"]', "best_epoch = epoch"

patch = replace(RETURNED, f"{RETURNED} + 1") | replace(BEST, f"{BEST} + 1")
variants = (replace(RETURNED, f"{RETURNED} - 1") | replace(BEST, f"{BEST} - 1"),)
