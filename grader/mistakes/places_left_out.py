"""Only some of the places are looked into where parameters can be.

## What happens
You look for parameters in certain places: in the layers of one kind, such as `nn.Linear`, or
in the model's children. They stand elsewhere too: in a BatchNorm, in layers inside layers, on
the model itself when it made an `nn.Parameter` of its own. Those are missing in your count.

## Why it is easy to miss
In a model of a few Linear layers there are no other places.

## Hints
1. Print the names in `model.named_parameters()`. Which of them does your loop never meet?
2. Does your count depend on what kind of layer a parameter belongs to, or on how deep it
   stands?
3. Loop over `model.parameters()` itself, without a loop over layers around it: `for p in
   model.parameters():` meets each of them once, wherever it stands.
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
