"""The counts are added up over the ranks, the totals are not.

## What happens
You divide the total of your own rank by the count of all ranks. The result is too small, and each
rank gets another one.

## Why it is easy to miss
The code does reduce something, and with a group of one everything is right.

See also: `count_not_reduced`.

## Hints
1. Your denominator is of all ranks. Of how many ranks is your numerator?
2. Which two numbers have to be added up over the ranks before you divide?
3. Before the division, put both into one tensor, `sums = torch.tensor([total, count],
   dtype=torch.float64)`, call `dist.all_reduce(sums)`, and return `(sums[0] /
   sums[1]).item()`.
"""

from grader.course.patch import replace

patch = replace("return (sums[0] / sums[1]).item()", "return (total / sums[1]).item()")
