"""The loop goes over rows, not over entries.

## What happens
`w[i]` of a matrix is a row. Adding eps to it moves all of the row at once, and
`gradient[i] = ...` writes one number into the whole row. A 0-dim tensor has no rows at
all.

## Why it is easy to miss
For a vector a row is an entry, and the code is right.

## Hints
1. What is the shape of `w[i]` for a w of shape (2, 3)?
2. How many numbers does your result hold that differ from their neighbours?
3. Loop over `w.view(-1)`, a view on which every entry has one index.
"""

from grader.course.patch import replace

ROWS = replace(
    "flat, result = w.view(-1), gradient.view(-1)", "flat, result = w, gradient"
) + replace("flat[i].item()", "flat[i].clone()")

patch = ROWS + replace("w.numel()", "len(w)")
variants = (ROWS + replace("w.numel()", "w.shape[0]"),)
