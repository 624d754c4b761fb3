"""The epoch comes back shifted by one.

## What happens
What is returned is the epoch after the one that was saved, or the one before it. Whoever
adds one as well, to know where to go on, skips an epoch or repeats one.

## Why it is easy to miss
"Where to go on" and "what was saved" are both useful numbers, and they differ by one.

## Hints
1. Save with epoch 7. What does loading return?
2. Does the docstring ask for the epoch that was saved, or for the next one?
3. Store `epoch` as it is and return it as it is.
"""

from grader.course.patch import replace

patch = replace('return checkpoint["epoch"]', 'return checkpoint["epoch"] + 1')
variants = (replace('return checkpoint["epoch"]', 'return checkpoint["epoch"] - 1'),)
