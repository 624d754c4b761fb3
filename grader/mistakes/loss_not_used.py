"""The gradients are those of the outputs, not of the loss.

## What happens
What a parameter learns from a batch is decided by the loss. It may look at some of the
outputs only, or be flat where the outputs are not: then a parameter learns nothing from it
although it moves the outputs.

## Why it is easy to miss
Most losses look at every output, and then the same parameters are silent.

## Hints
1. To what do you apply `backward()` or `grad`?
2. What does your code do with `loss_fn` and y?
3. Where the loss is computed, call the one that you were given, `loss = loss_fn(model(x), y)`,
   and go back from that.
"""

from grader.course.patch import replace, where

patch = where("silent = []") + replace("loss = loss_fn(model(x), y)", "loss = model(x).sum()")
