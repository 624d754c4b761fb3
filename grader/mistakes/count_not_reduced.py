"""The totals are added up over the ranks, the counts are not.

## What happens
The sum over all ranks is divided by the number of examples of one rank. The result is
too large, by about the number of ranks, and another one in every rank.

## Why it is easy to miss
The code does reduce something, and with a group of one everything is right.

## Hints
1. Your numerator covers all ranks. What does your denominator cover?
2. Which numbers have to be added up before you divide?
3. Reduce the count as well, for example in one tensor with the total.
"""

from grader.course.patch import replace

patch = replace("return (sums[0] / sums[1]).item()", "return (sums[0] / count).item()")
