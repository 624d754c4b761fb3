"""The mode that your code sets shows: in what is measured, or in the model afterwards.

## What happens
Dropout and BatchNorm compute something else in train mode than in eval mode. Where the model is
to be looked at as it comes, another mode measures something else. And a model that is not a copy
comes back to the caller in a mode that it did not have, if nothing puts it back.

## Why it is easy to miss
A model without such layers computes the same in both.

## Hints
1. What is `model.training` where your function is called, and where it computes?
2. Who decides in which mode the model is looked at, and in which one does it come back?
3. Leave out `model.train()` and `model.eval()`. Where the mode is free, put it back at the end:
   `model.train(was)`, with `was = model.training` above the change.
"""

from grader.course.patch import before, replace, where

patch = where("trainable = _A") + before("loss = loss_fn(_A, _B)", "model.train()")
variants = (
    where("trainable = _A") + before("loss = loss_fn(_A, _B)", "model.eval()"),
    where("expected = _A") + before("scores = model(x)", "model.eval()"),
    where("expected = _A") + before("scores = model(x)", "model.train()"),
    before("state = torch.get_rng_state()", "model.eval()"),
    before("state = torch.get_rng_state()", "model.train()"),
    where("state = torch.get_rng_state()")
    + replace("model = copy.deepcopy(model)", "model.eval()"),
)
