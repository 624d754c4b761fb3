"""Each entry is the slope of f at w itself, whatever eps is.

## What happens
With a step of 0.1 a central difference differs from the slope itself, and yours does not.
Either a number that stands in the code decides how far the entries are moved, or more
values of f than two are used, and what the step does to the result cancels.

## Why it is easy to miss
With a tiny eps the numbers agree.

## Hints
1. Which results change when you call your function with another eps?
2. How far from w, in steps of eps, is each value of f that an entry is made of?
3. Make each entry of two values of f, with the entry moved up and moved down by `eps`, and
   divide their difference by `2 * eps`.
"""

from grader.course.patch import before

patch = before("gradient = torch.zeros_like(w)", "eps = 1e-6")
