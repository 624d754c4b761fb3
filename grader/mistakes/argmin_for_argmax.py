"""The class with the smallest score is chosen.

## What happens
A high logit speaks for a class, a low one against it. `argmin` picks, for every example,
the class that the model rejects most.

## Why it is easy to miss
A loss should be small, and a score is easily taken for one.

## Hints
1. Does a large logit speak for a class or against it?
2. Is your accuracy lower than guessing would give?
3. Where you pick the class, ask for the largest score: `argmax(dim=1)`.
"""

from grader.course.patch import replace

patch = replace("return logits.argmax(dim=1)", "return logits.argmin(dim=1)")
