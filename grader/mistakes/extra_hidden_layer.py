"""There is a second hidden layer.

## What happens
Between the first layer and the last stands another one, with its own weight and bias. The
model has more parameters than was asked for, and computes something else.

## Why it is easy to miss
Input and output have the right shapes, and it learns.

## Hints
1. How many Linear layers does an input pass in your model?
2. With one hidden layer there is one Linear layer into it. How many lead out of it?
3. Linear, ReLU, Linear, and nothing else.
"""

from grader.course.patch import replace

patch = replace(
    "nn.Sequential(_A, nn.ReLU(), _B)",
    "nn.Sequential(_A, nn.ReLU(), nn.Linear(n_hidden, n_hidden), nn.ReLU(), _B)",
)
