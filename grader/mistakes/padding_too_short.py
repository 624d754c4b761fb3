"""The padding is at most as long as the order.

## What happens
The order is lengthened by a part of itself, once. With fewer examples than half the
ranks that is not enough, and the last ranks get nothing.

## Why it is easy to miss
With more examples than ranks, which is the usual case, one time around is always
enough.

## Hints
1. How many indices does the last of 8 ranks get for 3 examples?
2. How often does an order of 3 have to start over until it has 8 entries?
3. Repeat the order `math.ceil(total / n)` times and cut it to `total` entries.
"""

from grader.course.patch import replace

patch = replace(
    "padded = (order * math.ceil(total / n))[:total]", "padded = order + order[: total - n]"
)
