"""Only the frozen parameters are counted.

## What happens
The question is the wrong way round: what counts is what stays as it is in training, and
what is trained does not. In a model where nothing is frozen the result is 0.

## Why it is easy to miss
One word makes the difference, and in a half-frozen model both numbers look likely.

## Hints
1. What does your function return for a new model, in which everything is trained?
2. For which parameters is your condition true?
3. Where you add up, take the `not` out of the condition: `if p.requires_grad`.
"""

from grader.course.patch import replace

patch = replace(
    "sum(_A for p in _B if p.requires_grad)", "sum(_A for p in _B if not p.requires_grad)"
)
