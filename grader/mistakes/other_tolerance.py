"""The tolerance is another share of ln C than the one asked for.

## What happens
A first loss counts as sane when it is near enough to ln C. With a smaller share losses of
ordinary models are refused, with a larger one those of models that start badly pass.

## Why it is easy to miss
Both are shares of ln C, and a loss right at ln C is sane with any of them.

## Hints
1. By how much may the loss be off in your code, for two classes and for 150?
2. Which share of ln C does the text name?
3. In the line that returns, write `abs(loss - expected) <= 0.2 * expected`.
"""

from grader.course.patch import replace

patch = replace("0.2 * expected", "0.02 * expected")
variants = (
    replace("0.2 * expected", "0.1 * expected"),
    replace("0.2 * expected", "0.05 * expected"),
    replace("0.2 * expected", "0.5 * expected"),
)
