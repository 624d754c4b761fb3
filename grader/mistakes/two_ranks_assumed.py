"""The number of ranks is written into the code.

## What happens
The code divides by 2. With two ranks that is right; with three the gradients are too
large by half, and nothing says so.

## Why it is easy to miss
Whoever tries it out usually does so with two processes.

## Hints
1. What does your code do in a group of three?
2. Who knows how many ranks there are?
3. Where you divide, ask how many ranks there are: `dist.get_world_size()`.
"""

from grader.course.patch import replace

patch = replace("world_size = dist.get_world_size()", "world_size = 2")
