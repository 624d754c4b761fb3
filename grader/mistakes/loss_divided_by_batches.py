"""Each batch's loss is divided by the number of batches before `backward()`.

## What happens
That factor belongs to accumulating one update from several batches. Here every batch
makes its own update, so each of them is too small by the number of batches.

## Why it is easy to miss
The code was written for gradient accumulation, where it is right.

## Hints
1. How many batches contribute to one update in your code?
2. By what is the gradient of one update scaled, and why?
3. Without accumulation, call `backward()` on the loss as it is.
"""

from grader.course.patch import replace, where

# Without a loop over a loader there is no number of batches to divide by.
IN_A_LOOP = where("for x, y in loader:\n    ...") + where("loss.backward()")

patch = IN_A_LOOP + replace("loss.backward()", "(loss / len(loader)).backward()")
variants = (IN_A_LOOP + replace("loss = loss_fn(_A, _B)", "loss = loss_fn(_A, _B) / len(loader)"),)
