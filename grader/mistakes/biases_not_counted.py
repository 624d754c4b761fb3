"""Only the weights are counted, not the biases.

## What happens
A bias is learned just like a weight, and so is every other vector or single number among
the parameters. Leaving them out makes the count a little too small.

## Why it is easy to miss
Nearly all numbers of a large layer are in its weight.

## Hints
1. How many numbers can `nn.Linear(4, 6)` learn?
2. Which of them does your count leave out?
3. Count every parameter with `requires_grad`, whatever its shape or name.
"""

from grader.course.patch import replace

patch = replace(
    "sum(_A for p in _B if p.requires_grad)",
    "sum(_A for p in _B if p.requires_grad and p.ndim > 1)",
)
variants = (
    replace(
        "sum(_A for p in model.parameters() if p.requires_grad)",
        'sum(_A for n, p in model.named_parameters() if p.requires_grad and "weight" in n)',
    ),
)
