"""Each example is scaled by its own statistics.

## What happens
Every example is brought to mean 0 and spread 1 by itself. How it compares with the
others, often the very information that matters, is lost.

## Why it is easy to miss
The values have a good range.

## Hints
1. Over which entries is the mean taken that you subtract?
2. Would two examples of which one is twice the other still differ?
3. Use the `mean` and `std` that the caller hands over, one per input.
"""

from grader.course.patch import replace

patch = replace(
    "(self.x[index] - self.mean) / self.std",
    "(self.x[index] - self.x[index].mean()) / self.x[index].std()",
)
