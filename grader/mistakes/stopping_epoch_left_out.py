"""The epoch in which training stops is missing from the history.

## What happens
The loop ends before its last epoch is written down. The curves are one value short, and
the loss that ended training cannot be seen.

## Why it is easy to miss
Runs that are not stopped early have a complete history.

## Hints
1. How many epochs were trained, and how many values are in the history?
2. What happens between the end of the validation and your `break`?
3. Append to the history first, then decide whether to stop.
"""

from grader.course.patch import after, drop, replace

LINES = (
    'history["train_loss"].append(train["loss"])',
    'history["train_accuracy"].append(train["accuracy"])',
    'history["val_loss"].append(val["loss"])',
    'history["val_accuracy"].append(val["accuracy"])',
)

patch = (
    drop(*LINES)
    + replace('history["lr"].append(_A)', "rate = _A")
    + after("if waited >= patience: ...", "\n".join(('history["lr"].append(rate)', *LINES)))
)
variants = (drop(*LINES) + after("if waited >= patience: ...", "\n".join(LINES)),)
