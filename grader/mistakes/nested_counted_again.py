"""Parameters are counted once for every module that contains them.

## What happens
`modules()` gives the model itself, the blocks in it and the layers in those;
`parameters()` of each gives everything below it. A weight three levels down is met three
times.

## Why it is easy to miss
Both calls look right, and each of them is, by itself.

## Hints
1. What does your function return for a model with a single Linear layer in it?
2. Does `module.parameters()` stop at the module's own parameters?
3. Use `model.parameters()` alone: it walks through all levels already.
"""

from grader.course.patch import replace

patch = replace(
    "sum(_A for p in model.parameters() if p.requires_grad)",
    "sum(_A for m in model.modules() for p in m.parameters() if p.requires_grad)",
)
