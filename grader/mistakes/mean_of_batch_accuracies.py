"""The accuracy is the mean of the batches' accuracies, not the share of right examples.

## What happens
Each batch's accuracy counts the same, whatever its size. One right answer in a short
last batch moves the result more than one in a full batch. The exercise asks for the
share of all examples.

## Why it is easy to miss
With equal batches there is no difference, and per-batch accuracies are what progress
bars show.

## Hints
1. How much does one example of the last batch change your result, and one of the first?
2. What can be added up over batches of different size: shares, or counts?
3. Add up the number of right answers and the number of examples; divide once at the
   end.
"""

from grader.course.patch import replace

patch = replace(
    "correct += (_P == y).sum().item()", "correct += (_P == y).float().mean().item()"
) + replace("correct / seen", "correct / len(loader)")
