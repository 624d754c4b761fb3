"""The result has lost the shape of w.

## What happens
The entries are right, one behind the other in a single row. Whoever subtracts this from w
gets an error, or a broadcast that nobody wanted.

## Why it is easy to miss
For a w of one dimension there is no difference.

## Hints
1. What is the shape of your result for a w of shape (2, 3)?
2. A gradient has one entry for each entry of w. Where should each of them stand?
3. Give the result the shape of w in the line that returns: `return gradient.view(w.shape)`. Or
   start from `torch.zeros_like(w)`.
"""

from grader.course.patch import replace

patch = replace("return gradient", "return gradient.view(-1)")
