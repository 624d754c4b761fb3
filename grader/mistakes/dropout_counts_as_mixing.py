"""Two forward passes with dropout are compared as if they were alike.

## What happens
In train mode dropout draws a new mask in every forward pass, so all rows differ from one
pass to the next, whatever the inputs. That is chance and not mixing.

## Why it is easy to miss
Without dropout, or in eval mode, two passes are alike.

## Hints
1. Call the model twice on the same x, in train mode with dropout. Are the outputs equal?
2. From where does dropout take its masks, and how do you get the same ones again?
3. Keep `torch.get_rng_state()` before the first pass, and `torch.set_rng_state(state)`
   before each further one.
"""

from grader.course.patch import drop

patch = drop("torch.set_rng_state(state)")
