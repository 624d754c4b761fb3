"""Training never stops early.

## What happens
All epochs are trained, however long the validation loss has not improved. Patience has no
effect.

## Why it is easy to miss
The best weights may still come back at the end; the time is spent all the same.

## Hints
1. How many epochs are in the history when the validation loss only rises?
2. Which line ends the loop?
3. `if waited >= patience: break`
"""

from grader.course.patch import drop

patch = drop("if waited >= patience: ...")
