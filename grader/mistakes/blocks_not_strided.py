"""The order is cut into blocks instead of dealt out in turn.

## What happens
Rank 0 gets the first part of the order, rank 1 the next one, and so on. Every example
still has its rank, but it is not the one that `DistributedSampler` would give it, and
the padding all falls to the last ranks.

## Why it is easy to miss
With a shuffled order both ways are fair. Only a comparison with the sampler, or an
order that is not shuffled, shows the difference.

## Hints
1. Which places of the order does rank 1 of 3 get with you, and which should it get?
2. Dealing cards: which cards does the second player get?
3. In the line that returns, after padding, take every `world_size`-th index, beginning with
   number `rank`: `padded[rank::world_size]`.
"""

from grader.course.patch import replace

patch = replace(
    "return padded[rank::world_size]", "return padded[rank * per_rank : (rank + 1) * per_rank]"
)
