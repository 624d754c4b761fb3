"""The number of right answers is divided by the number of batches.

## What happens
`correct` counts examples, `len(loader)` counts batches. The quotient says how many
answers per batch are right; it is no share and can exceed 1.

## Why it is easy to miss
`len(loader)` reads as if it were the length of the data.

## Hints
1. Can your accuracy be larger than 1?
2. What does `len(loader)` count?
3. Divide by the number of examples seen.
"""

from grader.course.patch import replace

patch = replace("correct / seen", "correct / len(loader)")
