"""The gradient points the other way.

## What happens
The difference is formed the wrong way round, so every entry has the right size and the
wrong sign. Whoever steps against this gradient climbs.

## Why it is easy to miss
In the square the order of a difference does not matter: the loss is right. Only the
derivative remembers it.

## Hints
1. Compare your numbers with the expected ones: what do all the quotients have in common?
2. When an entry grows a little and the loss grows with it, which sign must its gradient
   have?
3. The error is the prediction minus the target; the difference of two losses is the one
   at the larger entry minus the one at the smaller.
"""

from grader.course.patch import replace

patch = replace("error = x @ w + b - y", "error = y - (x @ w + b)") | replace(
    "(above - below) / _A", "(below - above) / _A"
)
variants = (
    replace("dw = 2 * _A / _B", "dw = -2 * _A / _B"),
    replace("db = 2 * _A / _B", "db = -2 * _A / _B"),
)
