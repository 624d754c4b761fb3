"""Entries of a gradient cancel in the sum, and it looks like zero.

## What happens
A gradient has positive and negative entries. Their sum, or their mean, may be 0 although
none of them is, as for a layer that sees the same number with both signs. Size is
measured without the sign.

## Why it is easy to miss
For most layers the sum is not exactly zero.

## Hints
1. What is the sum of the gradient (3, -3)? Does this parameter learn?
2. Which quantities measure size whatever the sign?
3. In the line that decides about a gradient, take a measure that has no sign,
   `gradient.abs().sum()` or `gradient.norm()`, or ask directly: `(gradient == 0).all()`.
"""

from grader.course.patch import replace

patch = replace("bool((gradient == 0).all())", "abs(gradient.sum().item()) < 1e-6")
variants = (replace("bool((gradient == 0).all())", "gradient.sum().item() == 0"),)
