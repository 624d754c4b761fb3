"""In the stable formula the exponential gets a number that can be positive.

## What happens
log(1 + exp(z)) equals max(z, 0) + log(1 + exp(-|z|)). With anything but -|z| in the
exponential the two sides are no longer equal for one of the signs, and large scores
overflow again.

## Why it is easy to miss
For scores of one sign the result is right.

## Hints
1. Compare your loss for the logits 2 and -2 with what it should be. Which one is off?
2. For which of z, -z, |z| and -|z| can the exponential never overflow?
3. In the line of the stable formula, give the exponential minus the absolute value:
   `torch.log1p(torch.exp(-logits.abs()))`.
"""

from grader.course.patch import replace, where

EXPONENT = "-logits.abs()"

patch = where("losses = logits.clamp(min=0) - _A + _B") + replace(EXPONENT, "-logits")
variants = (
    where("losses = logits.clamp(min=0) - _A + _B") + replace(EXPONENT, "logits"),
    where("losses = logits.clamp(min=0) - _A + _B") + replace(EXPONENT, "logits.abs()"),
)
