"""A term of the stable formula has the wrong sign.

## What happens
For the score z and the target t the loss is max(z, 0) - z·t + log(1 + exp(-|z|)). With
another sign before one of the three, a score of the right sign makes the loss larger, or
a loss can become negative.

## Why it is easy to miss
Nothing overflows, the result is one number of a likely size, and some of the losses are
right, or nearly: for t = 0 the term z·t is 0, and for large scores the logarithm is almost 0.

## Hints
1. What is your loss for z = 2 and t = 1, and what should it be? And for z = 2 and t = 0?
2. A high score should cost the less the larger t is. Does it in your formula?
3. Write the terms one below the other: `logits.clamp(min=0)`, then minus `logits * targets`,
   then plus `torch.log1p(torch.exp(-logits.abs()))`.
"""

from grader.course.patch import replace

TERMS = "losses = logits.clamp(min=0) - _A + _B"

patch = replace(TERMS, "losses = logits.clamp(min=0) + _A + _B")
variants = (replace(TERMS, "losses = logits.clamp(min=0) - _A - _B"),)
