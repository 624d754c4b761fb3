"""The data is never shuffled.

## What happens
The loader gives the examples in their stored order in every epoch, whatever was asked. If they are
sorted by class, a batch contains one class only.

## Why it is easy to miss
Every example comes once per epoch, as it should.

## Hints
1. Print the labels of the first batch, with shuffling asked for and without. Do they
   differ?
2. Who decides about the order in your code, and what were you asked for?
3. Hand the wish to the DataLoader: `shuffle=shuffle`, or `shuffle=True` where it is always
   wanted.
"""

from grader.course.patch import replace

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
