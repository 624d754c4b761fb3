"""A gradient is left with one entry per example.

## What happens
The loss is a mean over the examples, so its derivative is one as well. Without the sum
you have the share of each example: shape (N, D) where (D,) is asked, or (N,) where one
number is.

## Why it is easy to miss
Every entry is right as far as it goes, and for a single example only the shape differs.

## Hints
1. What are the shapes of your two results, and of what they are gradients of?
2. A gradient has the shape of its variable. Which dimension is too many, and what does
   the mean in the loss say about it?
3. Sum over the examples: `x.T @ error` does it for w, `error.sum()` for b.
"""

from grader.course.patch import replace

patch = replace("error.sum()", "error") + replace("x.T @ error", "x * error.unsqueeze(1)")
variants = (
    replace("error.sum()", "error"),
    replace("x.T @ error", "x * error.unsqueeze(1)"),
    replace("2 * error.sum() / len(x)", "2 * error"),
    replace("2 * error.sum() / len(x)", "2 * error")
    + replace("2 * (x.T @ error) / len(x)", "2 * x * error.unsqueeze(1)"),
)
