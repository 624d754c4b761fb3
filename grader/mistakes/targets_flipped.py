"""The two outcomes are exchanged.

## What happens
With t and 1 - t in each other's place, the loss is small exactly where the output is
wrong. Training turns every answer around.

## Why it is easy to miss
On random scores and balanced targets the first loss has a plausible size.

## Hints
1. Is your loss small for a high score with the target 1?
2. Which factor belongs to log(p), and which to log(1 - p)?
3. In the line of the stable formula, subtract `logits * targets`, not `logits * (1 -
   targets)`.
"""

from grader.course.patch import replace

patch = replace("logits * targets", "logits * (1 - targets)")
