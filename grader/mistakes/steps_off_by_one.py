"""There is one update too many, or one too few.

## What happens
`range(steps)` runs `steps` times, from 0 to `steps - 1`. One more or one less leaves other
weights, and with them another loss.

## Why it is easy to miss
Among many updates one more hardly shows.

## Hints
1. How many updates does your code make when steps is 1?
2. How many numbers are in `range(1, 3)`, and how many in `range(3)`?
3. `for _ in range(steps):`, with one full update in each round.
"""

from grader.course.patch import replace

patch = replace("range(steps)", "range(steps + 1)")
variants = (replace("range(steps)", "range(steps - 1)"),)
