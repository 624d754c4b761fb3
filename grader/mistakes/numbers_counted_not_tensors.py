"""The numbers in the parameters are counted, not the tensors.

## What happens
`p.numel()` says how many numbers a tensor holds. Asked is how many tensors match: a
Linear layer with a bias counts two.

## Why it is easy to miss
Both are called the number of parameters.

See also: `tensors_counted_not_numbers`.

## Hints
1. What does your function return for one Linear layer from 2 to 3?
2. How many tensors does it have, and how many numbers are in them?
3. Add 1 for each parameter that matches.
"""

from grader.course.patch import replace, where

patch = where("p.requires_grad = False") + replace("count += 1", "count += p.numel()")
