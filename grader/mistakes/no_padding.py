"""Some ranks get fewer examples than others.

## What happens
Where the examples do not divide evenly, some ranks have one example less. With batches
of one they make one step less, and then the others wait for them in `all_reduce`, for
ever or until a time limit.

## Why it is easy to miss
With a number of examples that divides evenly there is no difference.

## Hints
1. How many indices does each rank get for 9 examples and 4 ranks?
2. What does a rank with more batches do when the others have finished?
3. Lengthen the order from its own beginning to `math.ceil(n / world_size) * world_size`
   entries before sharing it out.
"""

from grader.course.patch import replace

patch = replace("return padded[rank::world_size]", "return order[rank::world_size]")
