"""The data is shuffled even when it should not be.

## What happens
The loader shuffles whatever `shuffle` says. For validation a fixed order is asked for,
so that outputs can be matched with examples.

## Why it is easy to miss
Averages do not depend on the order.

## Hints
1. What order do you get with `shuffle=False`?
2. What does your code do with the argument `shuffle`?
3. Where you make the DataLoader, hand the argument on: `shuffle=shuffle`.
"""

from grader.course.patch import replace

patch = replace(
    "DataLoader(_D, batch_size=batch_size, shuffle=shuffle, generator=generator)",
    "DataLoader(_D, batch_size=batch_size, shuffle=True, generator=generator)",
)
