"""A dropout layer stands in the model, which nobody asked for.

## What happens
In train mode dropout sets some of the hidden numbers to 0 by chance and makes the others
larger. Two calls with the same input then give different outputs.

## Why it is easy to miss
In eval mode the layer does nothing, it has no parameters, and in many networks it is usual.

## Hints
1. Call a new model twice with the same x. Are the outputs equal?
2. Which layers does the text name, and which are in your model?
3. Take the `nn.Dropout(…)` out of the model.
"""

from grader.course.patch import replace

MODEL = "nn.Sequential(_A, nn.ReLU(), _B)"

patch = replace(MODEL, "nn.Sequential(_A, nn.ReLU(), nn.Dropout(0.5), _B)")
variants = (
    replace(MODEL, "nn.Sequential(_A, nn.ReLU(), nn.Dropout(0.2), _B)"),
    replace(MODEL, "nn.Sequential(_A, nn.ReLU(), nn.Dropout(0.1), _B)"),
)
