"""The scores, or the losses that come of them, are cut off at a limit.

## What happens
A limit on the logits keeps every exponential finite, and it caps the loss: a score of 10000
costs as much as one at the limit. A limit on the log does the same. Beyond it the gradient is
0, so exactly the examples that are wrong beyond doubt are never corrected, and two scores can
no longer be told apart.

## Why it is easy to miss
The nan is gone, and scores of a usual size are below the limit.

## Hints
1. What does your function return for the scores 10000 and 10025? They differ by 25.
2. What is the gradient of a clamped value beyond its limit?
3. Leave the scores as they are and subtract the row's largest one before `exp`; for two
   outcomes use `-logits.abs()` in the exponential.
"""

from grader.course.patch import before

ANCHOR = "losses = logits.clamp(min=0) - _A + _B"
LIMITS = (100, 10, 15, 20, 30, 50, 80, 88, 500, 700, 1000)

patch, *_more = (
    before("shifted = _A", cut) | before(ANCHOR, cut)
    for cut in (f"logits = logits.clamp(-{limit}, {limit})" for limit in LIMITS)
)
variants = tuple(_more)
