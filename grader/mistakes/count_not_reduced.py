"""The totals are added up over the ranks, the counts are not.

## What happens
You divide the total of all ranks by what you make of the count of your own rank alone. As
each rank has another count, each gets another result; and where it is that count itself,
the result of three ranks is about three times too large.

## Why it is easy to miss
The code does reduce something, and with a group of one everything is right.

See also: `total_not_reduced`.

## Hints
1. Your numerator is of all ranks. Of how many ranks is your denominator?
2. Which two numbers have to be added up over the ranks before you divide?
3. Before the division, put both into one tensor, `sums = torch.tensor([total, count],
   dtype=torch.float64)`, call `dist.all_reduce(sums)`, and return `(sums[0] /
   sums[1]).item()`.
"""

from grader.course.patch import replace

patch = replace("return (sums[0] / sums[1]).item()", "return (sums[0] / count).item()")
variants = (
    replace(
        "return (sums[0] / sums[1]).item()",
        "return (sums[0] / (count * dist.get_world_size())).item()",
    ),
)
