"""One maximum over all scores is used, where each score needs its own.

## What happens
max(z, 0) in the stable formula compares each score with 0. `logits.max()` is one number, the
largest score there is, and it is added for every entry.

## Why it is easy to miss
Both are written with the word max, and the result is one finite number.

## Hints
1. Does the loss of one entry change when you make the score of another one larger?
2. How many numbers does max(z, 0) give for N scores?
3. In place of `logits.max()` write `logits.clamp(min=0)`, which keeps the shape.
"""

from grader.course.patch import replace

patch = replace("logits.clamp(min=0)", "logits.max()")
