"""The order is drawn from the global random state, which is seeded on the way.

## What happens
`torch.manual_seed` sets the state that everything shares. The indices are right, but
after the call dropout and every other random draw start from the same place again, in
every epoch and in every rank.

## Why it is easy to miss
The result is exactly the same. What is disturbed lies elsewhere.

See also: `seeds_the_global_generator`.

## Hints
1. What does `torch.rand(1)` give after two calls of your function with the same
   arguments?
2. Who else draws from the state that you seed?
3. Make a `torch.Generator` of your own, seed that one, and hand it to `torch.randperm`.
"""

from grader.course.patch import replace

patch = replace("generator.manual_seed(seed + epoch)", "torch.manual_seed(seed + epoch)") + replace(
    "torch.randperm(n, generator=generator)", "torch.randperm(n)"
)
