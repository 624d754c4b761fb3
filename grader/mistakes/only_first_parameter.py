"""Only the first parameter is counted.

## What happens
The counting ends with the first tensor that it finds: a `return` stands inside the loop,
or only one parameter was taken out of the model. All later layers are left out.

## Why it is easy to miss
The result is a plausible number: nobody knows by heart how many there should be.

## Hints
1. Which layers contribute to your result?
2. How often does your loop go round, and at which indentation stands its `return`?
3. Go through all of `model.parameters()` and return after the loop.
"""

from grader.course.patch import replace

patch = replace("return sum(_A for p in _B if _C)", "for p in _B:\n    if _C:\n        return _A")
variants = (replace("return sum(p.numel() for p in _B if _C)", "return next(_B).numel()"),)
