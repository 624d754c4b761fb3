"""The `+ 1` of the formula is missing.

## What happens
Every element is doubled, but nothing is added. The result is too small by 1 everywhere.

## Why it is easy to miss
For large inputs the difference is hardly seen.

## Hints
1. What does your function return for x = 0, and what should it return?
2. Which part of `2x + 1` is left when x is 0?
3. In the line that returns, add the 1: `return 2 * x + 1`.
"""

from grader.course.patch import replace

patch = replace("return 2 * x + 1", "return 2 * x")
