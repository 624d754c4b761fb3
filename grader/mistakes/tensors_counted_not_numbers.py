"""Tensors or rows are counted, not the numbers in them.

## What happens
A model with two Linear layers has four parameters in the sense of tensors. How many
numbers it can learn is the sum of what these tensors hold. `len(p)` is no help: it is the
first size only.

## Why it is easy to miss
Both are called the number of parameters. For a bias `len(p)` is even right.

See also: `numbers_counted_not_tensors`.

## Hints
1. How many numbers does a weight of shape (6, 4) hold?
2. Which method of a tensor multiplies its sizes?
3. Where you add up, add how many numbers a parameter holds: `p.numel()`.
"""

from grader.course.patch import replace

patch = replace("sum(p.numel() for p in _B if _C)", "sum(1 for p in _B if _C)")
variants = (replace("sum(p.numel() for p in _B if _C)", "sum(len(p) for p in _B if _C)"),)
