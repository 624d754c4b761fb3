"""The count is divided by the total, not the total by the count.

## What happens
The result is 1 divided by the mean: examples per unit of loss. It falls where the mean rises.

## Why it is easy to miss
Near 1 the two are close to each other.

## Hints
1. A total of 30 over 10 examples: what do you return?
2. Which of the two numbers in your tensor stands above the line, and which below?
3. Divide the total by the count: `(sums[0] / sums[1]).item()`.
"""

from grader.course.patch import replace

patch = replace("return (sums[0] / sums[1]).item()", "return (sums[1] / sums[0]).item()")
