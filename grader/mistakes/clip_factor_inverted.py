"""The factor is turned upside down: long gradients become longer.

## What happens
A norm of 10 and a limit of 2 ask for the factor 2 / 10. Its inverse makes the gradients
five times as long instead of a fifth.

## Why it is easy to miss
Limit and norm appear in the same line either way, and when they are about equal, so are
the factors.

## Hints
1. The norm is 10 and the limit 2. Which number should every gradient be multiplied by?
2. Is your factor above or below 1 when the gradients are too long?
3. In the line that scales a gradient, turn the fraction round: multiply by `max_norm / norm`.
"""

from grader.course.patch import replace

patch = replace("max_norm / norm", "norm / max_norm")
