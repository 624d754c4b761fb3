"""The differences are computed in float32.

## What happens
float32 holds about seven digits. A step of 1e-6 beside a number like 200 is rounded away:
both values of f are equal, and the gradient comes out as 0 or as noise.

## Why it is easy to miss
With a large eps, or small numbers, float32 is good enough.

## Hints
1. What is `torch.tensor(200.0) + 1e-6 - 200.0` in float32, and what in float64?
2. Which dtype has the tensor that f gets?
3. Leave w as it is, in float64: no `.float()`, and no new tensor from a list without a
   dtype.
"""

from grader.course.patch import replace

patch = replace("f(w)", "f(w.float())")
variants = (
    replace("gradient = torch.zeros_like(w)", "w = w.float()\ngradient = torch.zeros_like(w)"),
    replace("f(w)", "f(w.float()).float()"),
)
