"""Soft targets are turned into 0 or 1.

## What happens
A target of 0.25 says: one in four. Comparing it with 1, rounding it or cutting off its
decimals makes a plain yes or no of it, and the loss pulls the output to another place.

## Why it is easy to miss
With targets of 0 and 1, which most data have, nothing changes.

## Hints
1. What does your function do with a target of 0.25?
2. Which factor does a target of 0.25 put on each of the two logs?
3. Use the targets as factors, t and 1 - t, without comparing or rounding them.
"""

from grader.course.patch import before

SHARES = "losses = logits.clamp(min=0) - _A + _B"

patch = before(SHARES, "targets = targets.round()")
variants = (
    before(SHARES, "targets = (targets >= 0.5).float()"),
    before(SHARES, "targets = (targets > 0).float()"),
    before(SHARES, "targets = (targets == 1).float()"),
)
