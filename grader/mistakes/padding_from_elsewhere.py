"""The order is not lengthened from its own beginning.

## What happens
All ranks get equally many, but the places at the end are filled with other examples:
the last one over and over, the first of the data set, or the end of the order once
more. `DistributedSampler` starts over at the beginning of the shuffled order.

## Why it is easy to miss
The lengths are right, and for the training it makes little difference.

## Hints
1. Which examples occur twice with you?
2. What comes after the last entry of the order, if the order starts over?
3. Append entries from the order's beginning until it is long enough.
"""

from grader.course.patch import replace

PADDED = "padded = (order * math.ceil(total / n))[:total]"

patch = replace(PADDED, "padded = order + [order[-1]] * (total - n)")
variants = (
    replace(PADDED, "padded = order + [0] * (total - n)"),
    replace(PADDED, "padded = order + list(range(total - n))"),
    replace(PADDED, "padded = order + (order * math.ceil(total / n))[n - total :]")
    | replace(PADDED, "padded = order + order[n - total :]"),
)
