"""A Linear layer is given its sizes in the wrong order.

## What happens
`nn.Linear(inputs, outputs)` takes the inputs first, although it stores its weight as
(outputs, inputs). With the two exchanged the layer expects something else than it gets:
mat1 and mat2 shapes cannot be multiplied.

## Why it is easy to miss
`layer.weight.shape` shows outputs first. And with equal sizes the order does not matter.

## Hints
1. What does each of your layers expect, and what does it get?
2. Which number does `nn.Linear` take first?
3. Where you make the layers, write the number of inputs first in each: `nn.Linear(n_in,
   n_hidden)`, then `nn.Linear(n_hidden, n_out)`.
"""

from grader.course.patch import replace

patch = replace("nn.Linear(n_in, n_hidden)", "nn.Linear(n_hidden, n_in)") + replace(
    "nn.Linear(n_hidden, n_out)", "nn.Linear(n_out, n_hidden)"
)
variants = (
    replace("nn.Linear(n_in, n_hidden)", "nn.Linear(n_hidden, n_in)"),
    replace("nn.Linear(n_hidden, n_out)", "nn.Linear(n_out, n_hidden)"),
)
