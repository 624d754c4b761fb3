"""Small gradients are taken for none.

## What happens
A limit decides where zero should. How large a gradient is depends on the units of the data, on the
loss and on the layer's place in the model: a parameter with a small one learns, only more slowly.

## Why it is easy to miss
In an example where all gradients that are there are large, the limit lies below them.

## Hints
1. Multiply the loss by a tiny number. Which parameters do you call silent then?
2. Is 0.01 the same as no gradient?
3. In the line that decides about a gradient, ask for zero itself: `(gradient == 0).all()`.
"""

from grader.course.patch import replace

ZERO = "bool((gradient == 0).all())"

patch = replace(ZERO, "gradient.norm().item() <= 0.1")
variants = (
    replace(ZERO, "gradient.norm().item() < 1e-2"),
    replace(ZERO, "gradient.abs().max().item() < 1e-2"),
    replace(ZERO, "gradient.norm().item() < 1e-3"),
    replace(ZERO, "gradient.abs().max().item() < 1e-3"),
)
