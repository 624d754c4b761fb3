"""The targets have no part in the loss.

## What happens
The result is the same whatever the targets are. Without the term with score times target,
what is left is the loss of targets that are all 0, and training pushes every score down.

## Why it is easy to miss
The result is one finite number of a likely size, and it falls during training.

## Hints
1. What does your loss become when you hand over other targets?
2. Which term of the stable formula holds the target?
3. Between the two other terms, subtract the score times the target: `- logits * targets`.
"""

from grader.course.patch import replace

patch = replace("logits.clamp(min=0) - logits * targets + _A", "logits.clamp(min=0) + _A")
