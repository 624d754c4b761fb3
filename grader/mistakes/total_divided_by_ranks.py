"""The sum over all ranks is divided by the number of ranks.

## What happens
What was added up are losses of examples, so the sum has to be divided by the number of
examples, and by nothing else. Divided by the number of ranks alone it is the mean total of
a rank, and grows with the data; divided by both, it is the mean made smaller by the number
of ranks.

## Why it is easy to miss
For gradients the number of ranks is the right divisor.

## Hints
1. What does your result become if twice as many ranks share the same examples?
2. How many losses are there in your sum?
3. Reduce total and count, and divide the one by the other, and by nothing else.
"""

from grader.course.patch import replace

patch = replace(
    "return (sums[0] / sums[1]).item()", "return (sums[0] / dist.get_world_size()).item()"
)
variants = (
    replace(
        "return (sums[0] / sums[1]).item()",
        "return (sums[0] / sums[1] / dist.get_world_size()).item()",
    ),
)
