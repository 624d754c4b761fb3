"""Examples that do not divide evenly are left out.

## What happens
Every rank gets equally many, because the end of the order is cut off. That is what
`drop_last=True` asks for. Here all examples are wanted, and the gap is filled by using
some of them twice.

## Why it is easy to miss
No rank waits for another, and with shuffling other examples are left out in every
epoch.

## Hints
1. How many different examples do all ranks together get for 9 examples and 4 ranks?
2. Do you round up or down when you work out how many each rank gets?
3. Round up, `math.ceil(n / world_size)`, and lengthen the order from its own beginning.
"""

from grader.course.patch import replace

patch = replace("math.ceil(n / world_size)", "n // world_size") + replace(
    "padded = (order * math.ceil(total / n))[:total]", "padded = order[:total]"
)
