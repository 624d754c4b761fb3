"""Training never stops early.

## What happens
No line of yours ends the loop over the epochs when the validation loss has not improved for
`patience` of them. All epochs are trained, and the history has an entry for each.

## Why it is easy to miss
The best weights may still come back at the end; the time is spent all the same.

## Hints
1. How many epochs are in your history when the validation loss rises from the first epoch on?
2. Which of your lines leaves the loop over the epochs, and when does it run?
3. At the end of each epoch, behind the comparison with the best loss: `if waited >=
   patience:`, and below it `break`.
"""

from grader.course.patch import drop

patch = drop("if waited >= patience: ...")
