"""The step goes uphill.

## What happens
The gradient points to where the loss grows. Added to the parameter, it makes the loss
larger with every step.

## Why it is easy to miss
One sign is all the difference, and the steps have the right length.

## Hints
1. Does the loss fall after a small step?
2. In which direction does the gradient point: up or down?
3. Subtract: `p -= lr * …`, with a plus sign before the gradient wherever it is averaged.
"""

from grader.course.patch import replace

patch = replace("p -= _A", "p += _A")
variants = (
    replace("momentum * v + p.grad", "momentum * v - p.grad"),
    replace("beta1 * m + (1 - beta1) * p.grad", "beta1 * m - (1 - beta1) * p.grad"),
)
