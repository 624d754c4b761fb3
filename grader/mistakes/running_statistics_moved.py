"""The model that was handed over has other running statistics afterwards.

## What happens
You ran the caller's own model. In train mode every forward pass moves the running mean and
variance of its BatchNorm layers a little, so the caller gets back a model that gives other
outputs in eval mode than it did before your test.

## Why it is easy to miss
The weights and the mode are as before, and `no_grad()` does not help: these numbers are not
learned by gradients, they are written down during the forward pass.

## Hints
1. Compare `list(model.buffers())` before and after your function. Which of them have changed?
2. The model has to run in train mode to be tested in it. On what else than the caller's own
   model could it run?
3. As the first line of your function: `model = copy.deepcopy(model)`. The copy has the same
   mode, and only its statistics move.
"""

from grader.course.patch import drop, where

patch = where("state = torch.get_rng_state()") + drop("model = copy.deepcopy(model)")
