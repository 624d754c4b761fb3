"""Only the parameters are kept; the buffers are forgotten.

## What happens
BatchNorm's running mean and variance are buffers, not parameters. Weights of one epoch
are put together with the statistics of another, and in eval mode the model computes
something that it never computed in training.

## Why it is easy to miss
Models without BatchNorm have no buffers, and `strict=False` keeps quiet about what is
missing.

## Hints
1. Compare the keys of `dict(model.named_parameters())` and `model.state_dict()`.
2. What does a BatchNorm layer use in eval mode, and where is it stored?
3. Keep `model.state_dict()`: it holds parameters and buffers.
"""

from grader.course.patch import replace

STATE = "copy.deepcopy(model.state_dict())"
WEIGHTS = "{name: p.detach().clone() for name, p in model.named_parameters()}"

patch = replace(STATE, WEIGHTS) + (
    replace("model.load_state_dict(self.state)", "model.load_state_dict(self.state, strict=False)")
    | replace(
        "model.load_state_dict(best_state)", "model.load_state_dict(best_state, strict=False)"
    )
    | replace(
        "model.load_state_dict(best_weights)", "model.load_state_dict(best_weights, strict=False)"
    )
) | replace("model.state_dict()", "dict(model.named_parameters())") + replace(
    'model.load_state_dict(checkpoint["model"])',
    'model.load_state_dict(checkpoint["model"], strict=False)',
)
