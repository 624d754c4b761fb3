"""The input is squared, not doubled.

## What happens
`x ** 2` and `2 * x` agree at 0 and at 2 and nowhere else.

## Why it is easy to miss
The first value one tries is often 2.

## Hints
1. What does your function return for x = 3, and what should it return?
2. What is the difference between `x ** 2` and `2 * x`?
3. In the line that returns, multiply by 2 instead of squaring: `return 2 * x + 1`.
"""

from grader.course.patch import replace

patch = replace("return 2 * x + 1", "return x**2 + 1")
