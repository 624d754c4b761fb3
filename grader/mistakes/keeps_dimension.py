"""The result keeps a second dimension of size 1.

## What happens
With `keepdim=True` the classes come as a column, (N, 1). Compared with labels of shape (N,)
it is stretched to (N, N): every prediction is compared with every label.

## Why it is easy to miss
The numbers are right, and the comparison raises no error.

See also: `broadcast_comparison`.

## Hints
1. What shape does your result have, and what shape should it have?
2. What shape has the comparison of a (5, 1) and a (5,) tensor?
3. Where you pick the class, leave `keepdim=True` out.
"""

from grader.course.patch import replace

patch = replace("return logits.argmax(dim=1)", "return logits.argmax(dim=1, keepdim=True)")
