"""The model is searched for BatchNorm, and nothing is tried.

## What happens
BatchNorm is the best known layer that mixes, and not the only one: a softmax over the
wrong dimension, a mean over the batch or attention over the wrong axis do it too, and a
BatchNorm in eval mode does not.

## Why it is easy to miss
In models from a catalogue BatchNorm is nearly always the reason.

## Hints
1. What does your function say of a softmax over dimension 0?
2. What would you see if you changed one row of x?
3. Change one row and look at the others; the kind of layer does not matter.
"""

from grader.course.patch import before

HERE = "model = copy.deepcopy(model)"
FOUND = "any(isinstance(layer, nn.BatchNorm1d) for layer in model.modules())"

patch = before(HERE, f"return {FOUND}")
variants = (before(HERE, f"return model.training and {FOUND}"),)
