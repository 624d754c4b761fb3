"""The best epoch is chosen by the training loss.

## What happens
The training loss goes on falling while the model learns its examples by heart, and it
goes up and down at other epochs than the validation loss. So another epoch may be kept, and
training ends at another time, often too late.

## Why it is easy to miss
Early on both losses fall together.

## Hints
1. Which of your two losses does the comparison use?
2. Which loss can tell that a model has begun to memorise?
3. Compare the validation loss with the best so far.
"""

from grader.course.patch import replace

patch = replace('val["loss"] < best', 'train["loss"] < best') + replace(
    'best, waited = val["loss"], 0', 'best, waited = train["loss"], 0'
) | (
    replace('history["val_loss"][-1] < best_loss', 'history["train_loss"][-1] < best_loss')
    + replace('best_loss = history["val_loss"][-1]', 'best_loss = history["train_loss"][-1]')
)
