"""The ranks are counted from 1, although they begin with 0.

## What happens
Rank 1 gets what belongs to rank 0, rank 2 what belongs to rank 1, and so on. For rank 0 the start
is -1, which counts from the end: it gets at most one example.

## Why it is easy to miss
Most ranks get as many examples as they should, and none of them twice.

## Hints
1. What does rank 0 get, and how much is it?
2. Which numbers do the ranks have in a group of three?
3. Begin at the rank itself: `padded[rank::world_size]`.
"""

from grader.course.patch import replace

patch = replace("padded[rank::world_size]", "padded[rank - 1 :: world_size]")
