"""The sum is doubled, not only x.

## What happens
`2 * (x + 1)` is `2x + 2`: the one is doubled as well. Every element of the result is
too large by 1.

## Why it is easy to miss
The difference is the same for every element, so the pattern of the numbers looks right.

## Hints
1. What does your function return for x = 0, and what should it return?
2. Which of the two operations should happen first?
3. In the line that returns, take the brackets away, so that x is doubled first: `return 2 * x
   + 1`.
"""

from grader.course.patch import replace

patch = replace("return 2 * x + 1", "return 2 * (x + 1)")
