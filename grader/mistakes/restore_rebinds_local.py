"""Restoring does not reach the model that was handed over.

## What happens
The caller's model, whose weights should have changed, is left as it was, and so may be an optimizer
or a scheduler. Inside a function `model = ...` makes the name `model` stand for another object; and
what `model.state_dict()` returns is a dictionary made for that call, so that an `update` of it
changes nothing in the model.

## Why it is easy to miss
It raises no error, and after an assignment `model` has the right weights, inside the function.

## Hints
1. Print a weight of the model inside the function and after it. Are they equal?
2. Which line writes into the tensors of the model that was handed over?
3. Change the model that was handed over: `model.load_state_dict(...)`.
"""

from grader.course.patch import replace

patch = (
    replace(
        "model.load_state_dict(self.state)",
        "model = copy.deepcopy(model)\nmodel.load_state_dict(self.state)",
    )
    | replace(
        "model.load_state_dict(best_state)",
        "model = copy.deepcopy(model)\nmodel.load_state_dict(best_state)",
    )
    | replace("model.state_dict()", "model")
    + replace("torch.load(path)", "torch.load(path, weights_only=False)")
    + replace('model.load_state_dict(checkpoint["model"])', 'model = checkpoint["model"]')
)
variants = (
    replace('model.load_state_dict(checkpoint["model"])', 'model = checkpoint["model"]')
    + replace(
        'optimizer.load_state_dict(checkpoint["optimizer"])', 'optimizer = checkpoint["optimizer"]'
    )
    + replace(
        'scheduler.load_state_dict(checkpoint["scheduler"])', 'scheduler = checkpoint["scheduler"]'
    ),
)
