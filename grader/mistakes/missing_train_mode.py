"""The model is not put into train mode for the training.

## What happens
A model keeps the mode it was left in, and after a validation that is eval mode. Dropout
then drops nothing and BatchNorm learns no statistics while the weights are trained. A
`model.train()` that comes only after the training has the same effect.

## Why it is easy to miss
A fresh model is in train mode, so the first epoch is right by accident.

## Hints
1. Which mode is the model in when your code gets it?
2. Which layers do something else in the two modes?
3. Call `model.train()` before the loop over training batches.
"""

from grader.course.patch import drop

patch = drop("model.train()")
