"""The condition is the wrong way round: finite losses are refused, others pass.

## What happens
`isfinite` is True for ordinary numbers. An exception in that case ends a healthy run, and
nan goes on training.

## Why it is easy to miss
A `not` is quickly lost, and whoever tries the function with nan only sees nothing happen.

## Hints
1. What does your function do with a loss of 0.7?
2. Is `torch.isfinite(torch.tensor(0.7))` True or False?
3. In the condition above the `raise`, put a `not`: `if not torch.isfinite(loss):`.
"""

from grader.course.patch import replace

CHECK = "not torch.isfinite(loss)"

patch = replace(CHECK, "torch.isfinite(loss)")
variants = (replace(CHECK, 'abs(loss) < float("inf")'),)
