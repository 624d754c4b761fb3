"""Restoring leaves the model as it is.

## What happens
After `restore` the model has the weights that it had before. What was kept is given to
another name, such as `model = ...` inside the function, or is not used at all; no tensor
of the caller's model receives it.

## Why it is easy to miss
It raises no error, and the loss goes on as if nothing had been asked for.

## Hints
1. Print a weight of the model before and after `restore`. Does it change?
2. Which line of `restore` writes into the tensors of the model that was handed over?
3. `model.load_state_dict(...)` with the state that was kept.
"""

from grader.course.patch import drop

patch = drop("model.load_state_dict(self.state)")
