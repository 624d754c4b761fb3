"""The parameter is multiplied by 1 minus the step, where the step has to be subtracted.

## What happens
`p *= 1 - step` moves a parameter by the step times its own value. A negative one
then moves uphill, and one that is 0 never moves.

## Why it is easy to miss
A parameter that is near 1 moves as it should, and weight decay is written in that way.

## Hints
1. By how much does your code move a parameter that is 0?
2. Multiply out what your line computes: which factor stands before the step?
3. Subtract the step from the parameter: `p -= …`.
"""

from grader.course.patch import replace

patch = replace("p -= _A", "p *= 1 - _A")
