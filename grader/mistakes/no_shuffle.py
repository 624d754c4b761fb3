"""The data is never shuffled.

## What happens
The loader gives the examples in their stored order whatever `shuffle` says. If they are
sorted by class, a batch contains one class only.

## Why it is easy to miss
Every example comes once per epoch, as it should.

## Hints
1. Does the order differ between `shuffle=True` and `shuffle=False`?
2. What does your code do with the argument `shuffle`?
3. Hand `shuffle=shuffle` to the DataLoader.
"""

from grader.patch import replace

patch = replace(
    "DataLoader(_D, batch_size=batch_size, shuffle=shuffle, generator=generator)",
    "DataLoader(_D, batch_size=batch_size, shuffle=False, generator=generator)",
)
variants = (
    replace(
        "DataLoader(_D, batch_size=batch_size, shuffle=True)",
        "DataLoader(_D, batch_size=batch_size, shuffle=False)",
    ),
)
