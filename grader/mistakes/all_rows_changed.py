"""All rows of x are changed at once.

## What happens
When row j is to be tried, every other row is changed with it. Their outputs move with their own
inputs, not because of row j, so even models that look at each row by itself seem to mix.

## Why it is easy to miss
For most models that do mix the answer is right.

## Hints
1. What do you answer for a single Linear layer, which looks at each row by itself?
2. How many rows of the copy differ from x when you call the model?
3. Change the row j alone: `changed[j] += ...` on a fresh copy of x in each round.
"""

from grader.course.patch import replace

patch = replace("changed[j] += torch.randn_like(x[j])", "changed += torch.randn_like(x)")
variants = (replace("changed[j] += torch.randn_like(x[j])", "changed += 1"),)
