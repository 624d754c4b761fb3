"""Only targets of 1 count; an output that should be 0 costs nothing.

## What happens
-t·log(p) is one half of the binary cross entropy. Without -(1-t)·log(1-p) a model that
always says yes has no loss at all.

## Why it is easy to miss
The cross entropy over classes does have this one term only: there the softmax lets the
others sink.

## Hints
1. What is your loss for a high score with the target 0?
2. Which second term has the binary cross entropy?
3. Add what belongs to 1 - t: `-(t * log(p) + (1 - t) * log(1 - p))`, in its stable
   form.
"""

from grader.course.patch import replace

SHARES = "losses = logits.clamp(min=0) - _A + _B"

patch = replace(SHARES, "losses = -targets * torch.nn.functional.logsigmoid(logits)")
