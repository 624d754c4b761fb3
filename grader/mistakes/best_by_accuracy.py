"""The best epoch is chosen by accuracy.

## What happens
The docstring asks for the validation loss. Accuracy moves in steps of one example and
does not see how sure the model is, so another epoch is kept, and training stops at
another time.

## Why it is easy to miss
Often the epoch with the lowest loss has the highest accuracy too.

## Hints
1. Which number does your comparison use?
2. Which number does the docstring name?
3. Compare the validation loss with the lowest so far.
"""

from grader.course.patch import replace

patch = (
    replace(
        'best, best_state, waited = float("inf"), None, 0',
        'best, best_state, waited = float("-inf"), None, 0',
    )
    + replace('val["loss"] < best', 'val["accuracy"] > best')
    + replace('best, waited = val["loss"], 0', 'best, waited = val["accuracy"], 0')
)
