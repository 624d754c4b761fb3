"""The score that is farthest from 0 is chosen, not the largest.

## What happens
Without their signs, a score of -6 counts for more than one of 5, although it speaks most
clearly against its class.

## Why it is easy to miss
Where the largest score is also the farthest from 0, nothing differs.

## Hints
1. Which class does your function choose for the scores 5 and -6?
2. What does the sign of a score say about its class?
3. Where you pick the class, compare the scores themselves: `logits.argmax(dim=1)`.
"""

from grader.course.patch import replace

patch = replace("return logits.argmax(dim=1)", "return logits.abs().argmax(dim=1)")
