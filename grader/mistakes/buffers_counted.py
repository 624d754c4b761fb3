"""Buffers are counted as if they were parameters.

## What happens
No gradient moves a buffer, such as BatchNorm's running mean. `state_dict()` lists buffers
and parameters alike, frozen ones and shared ones too. All of that belongs to the model and is
saved with it; what can be trained is less.

## Why it is easy to miss
In a model without BatchNorm the `state_dict()` holds parameters only.

## Hints
1. What does your function return for a model with BatchNorm?
2. Which of the model's tensors receive gradients?
3. Where you loop, ask for `model.parameters()`, not for `buffers()` or `state_dict()`.
"""

from grader.course.patch import replace, where

patch = replace(
    "return sum(_A for p in model.parameters() if p.requires_grad)",
    "return sum(v.numel() for v in model.state_dict().values())",
)
variants = (
    replace(
        "return sum(_A for p in model.parameters() if p.requires_grad)",
        "return sum(_A for p in [*model.parameters(), *model.buffers()])",
    ),
    replace(
        "return sum(_A for p in model.parameters() if p.requires_grad)",
        """
return sum(_A for p in model.parameters() if p.requires_grad) + sum(
    b.numel() for b in model.buffers()
)
""",
    ),
    where("p.requires_grad = False")
    + replace("model.named_parameters()", "model.state_dict(keep_vars=True).items()"),
)
