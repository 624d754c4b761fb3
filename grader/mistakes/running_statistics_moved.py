"""The model's running statistics are other ones afterwards.

## What happens
In train mode each forward pass moves the running mean and variance of a BatchNorm. A test
that runs the model a few times leaves it changed, and it will judge by other statistics
in eval mode.

## Why it is easy to miss
The weights and the mode are as before, and `no_grad()` does not help: these numbers are
not learned by gradients.

## Hints
1. Compare `list(model.buffers())` before and after your function.
2. What can you run in place of the model itself?
3. Work on `copy.deepcopy(model)`; it keeps the mode.
"""

from grader.course.patch import drop, where

patch = where("state = torch.get_rng_state()") + drop("model = copy.deepcopy(model)")
