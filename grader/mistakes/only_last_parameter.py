"""Only the last parameter is counted.

## What happens
In each round the number of the round before is replaced, not added to. What is left at the
end belongs to the last parameter alone.

## Why it is easy to miss
`=` and `+=` differ by one character, and the result is a number of the right kind.

## Hints
1. What is in your variable after the first round, and what after the second?
2. Which operator adds to a variable?
3. Inside the loop, add to the total instead of setting it: `+=`, as in `total += p.numel()`.
"""

from grader.course.patch import replace

patch = replace(
    "return sum(_A for p in _B if _C)",
    "total = 0\nfor p in _B:\n    if _C:\n        total = _A\nreturn total",
) | replace("total += (g**2).sum().item()", "total = (g**2).sum().item()")
