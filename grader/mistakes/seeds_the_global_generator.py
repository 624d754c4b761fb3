"""The global random state is seeded instead of a generator of the loader's own.

## What happens
`torch.manual_seed` sets the state that everything shares. The order is drawn later,
when the loader is walked through; whatever draws random numbers in between changes it.

## Why it is easy to miss
If the loader is used at once, the order is the same every time.

See also: `order_from_global_state`.

## Hints
1. What happens between making the loader and walking through it?
2. Who else draws from the global random state?
3. Give the DataLoader a `torch.Generator` of its own, seeded with `seed`.
"""

from grader.course.patch import replace

patch = replace("generator.manual_seed(seed)", "torch.manual_seed(seed)") + replace(
    "DataLoader(_D, batch_size=batch_size, shuffle=shuffle, generator=generator)",
    "DataLoader(_D, batch_size=batch_size, shuffle=shuffle)",
)
