"""The values of the parameters are added up, not counted.

## What happens
`p.sum()` adds the numbers that a parameter holds at this moment. They may be negative or
fractions, and every training step changes them.

## Why it is easy to miss
A count is a sum as well: one for each number, whatever its value.

## Hints
1. Can a count be a fraction, or less than 0? Can your result?
2. What does your function return for a layer whose weights are all 0?
3. Where you add up, add how many numbers a parameter holds: `p.numel()`.
"""

from grader.course.patch import replace

COUNT = "sum(p.numel() for p in _B if _C)"

patch = replace(COUNT, "sum(p.sum().item() for p in _B if _C)")
variants = (replace(COUNT, "int(sum(p.sum().item() for p in _B if _C))"),)
