"""The seed that was given has no effect.

## What happens
The order depends on something other than the seed: a constant, or whatever random
numbers were drawn before. The same seed may give two orders, or all seeds the same one.

## Why it is easy to miss
The order looks random, and a single run cannot show whether it can be repeated.

## Hints
1. Which orders do you get for seeds 3, 3 and 4?
2. How does your seed reach the thing that draws the order?
3. Make a `torch.Generator`, call `manual_seed(seed)` on it, and hand it to the
   DataLoader. Where a whole run depends on the seed, call `torch.manual_seed(seed)` before
   anything is drawn.
"""

from grader.patch import drop, replace, where

# A function that does nothing but seed is another matter.
WHOLE_RUN = where("optimizer.zero_grad()")

patch = drop("generator.manual_seed(seed)")
variants = (
    replace("generator.manual_seed(seed)", "generator.manual_seed(0)"),
    replace(
        "DataLoader(_D, batch_size=batch_size, shuffle=shuffle, generator=generator)",
        "DataLoader(_D, batch_size=batch_size, shuffle=shuffle)",
    ),
    WHOLE_RUN + drop("torch.manual_seed(seed)"),
    WHOLE_RUN + replace("torch.manual_seed(seed)", "torch.manual_seed(0)"),
)
