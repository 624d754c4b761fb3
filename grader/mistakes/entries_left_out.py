"""Some entries of w are never moved.

## What happens
The loop ends too early or begins too late. The places of the entries that it does not reach
keep what the result began with, such as 0.

## Why it is easy to miss
Every entry that is reached has the right slope, and the shape is that of w.

## Hints
1. Which entries of your result are wrong, and where in w do they stand?
2. How often does your loop go round for a w with 4 entries?
3. Let `i` go over `range(w.numel())`, and write the `return` behind the loop, not into it.
"""

from grader.course.patch import after, replace

patch = replace("range(w.numel())", "range(w.numel() - 1)")
variants = (
    replace("range(w.numel())", "range(1, w.numel())"),
    after("result[i] = _A", "return gradient"),
)
