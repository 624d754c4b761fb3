"""The gradient of w is averaged to a single number.

## What happens
A `mean()` or `sum()` without `dim` runs over the inputs as well as over the examples.
What is left is one number where w needs one for each of its entries.

## Why it is easy to miss
Broadcasting adds this number to every entry of w without a word, and the loss may even
fall.

## Hints
1. What is the shape of your dw, and of w?
2. Over which dimension does the loss take its mean, and over which does your code?
3. Name the dimension of the examples: `(2 * error[:, None] * x).mean(dim=0)`.
"""

from grader.course.patch import replace

patch = replace("dw = 2 * _A / len(x)", "dw = (2 * error.unsqueeze(1) * x).mean()")
variants = (replace("dw = 2 * _A / len(x)", "dw = (2 * error.unsqueeze(1) * x).sum() / len(x)"),)
