"""The best weights are kept by reference, and train on.

## What happens
`model.state_dict()` holds the model's own tensors, not copies. Every later update changes
what you kept, so loading it puts back the weights that the model has anyway. `.copy()` on
the dictionary copies the names and keeps the tensors.

## Why it is easy to miss
No error is raised, the loss was really the best when you kept the state, and loading it
works.

## Hints
1. Keep the state, take one optimizer step, and compare. Has what you kept changed?
2. Does `state_dict()` make new tensors? Does `.copy()` of a dictionary?
3. Where you keep the best weights, keep a copy: `copy.deepcopy(model.state_dict())`, or a
   dictionary with `.clone()` of every tensor.
"""

from grader.course.patch import replace

STATE = "copy.deepcopy(model.state_dict())"

patch = replace(STATE, "model.state_dict()")
variants = (replace(STATE, "model.state_dict().copy()"),)
