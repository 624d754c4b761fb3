"""The total, or the mean made of it, is cut to a whole number.

## What happens
Counts are whole numbers, losses are not. In a tensor of integers, behind `int(...)` or a division
with `//`, everything behind the decimal point is gone.

## Why it is easy to miss
For accuracies the total is a number of hits, and nothing is lost.

## Hints
1. What becomes of a total of 2.75 in your code?
2. Which dtype has the tensor that you reduce?
3. Make a tensor of floats: `torch.tensor([total, count], dtype=torch.float64)`, with the total
   as it comes.
"""

from grader.course.patch import replace

patch = replace("torch.tensor([total, count], dtype=_A)", "torch.tensor([int(total), count])")
variants = (replace("(sums[0] / sums[1])", "(sums[0] // sums[1])"),)
