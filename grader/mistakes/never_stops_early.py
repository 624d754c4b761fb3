"""Training goes on although patience has run out.

## What happens
The validation loss has not improved for `patience` epochs in a row, and the loop goes on to
the last epoch; the history has an entry for each. Either nothing leaves the loop, or what
would leave it asks for something else.

## Why it is easy to miss
The best weights may still come back at the end; the time is spent all the same.

## Hints
1. How many epochs are in your history when the validation loss rises from the first epoch on?
2. Which of your lines leaves the loop over the epochs, and what does it compare the new loss
   with?
3. At the end of each epoch, behind the comparison with the best loss: `if waited >=
   patience:`, and below it `break`.
"""

from grader.course.patch import drop

patch = drop("if waited >= patience: ...")
