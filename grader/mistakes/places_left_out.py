"""Only some of the places are looked into where parameters can be.

## What happens
Parameters stand in layers of every kind, in layers inside layers, and on the model itself.
Whoever asks only the Linear layers, or only the model's children, misses those that stand
elsewhere: a BatchNorm's scale, a parameter that the model made for itself.

## Why it is easy to miss
In a model of a few Linear layers there are no other places.

## Hints
1. Which parameters of `model.named_parameters()` does your count not meet?
2. Does your count depend on what kind of layer a parameter belongs to?
3. Use `model.parameters()`: it knows all places.
"""

from grader.course.patch import replace

patch = replace(
    "sum(_A for p in model.parameters() if p.requires_grad)",
    "sum(_A for m in model.children() for p in m.parameters() if p.requires_grad)",
)
variants = (
    replace(
        "sum(_A for p in model.parameters() if p.requires_grad)",
        """sum(
    _A
    for m in model.modules()
    if isinstance(m, nn.Linear)
    for p in m.parameters()
    if p.requires_grad
)""",
    ),
)
