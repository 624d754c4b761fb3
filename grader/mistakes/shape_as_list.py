"""The shape is given as a list, not as a tuple.

## What happens
`list(tensor.shape)` holds the right sizes, but a list never equals a tuple: comparing it
with `(2, 3)` or with another tensor's shape gives False.

## Why it is easy to miss
Printed, the two differ only in their brackets.

## Hints
1. What does `[2, 3] == (2, 3)` give?
2. Which type does the docstring ask for?
3. Use `tuple(tensor.shape)`, or `tensor.shape` itself: `torch.Size` is a tuple.
"""

from grader.course.patch import replace

patch = replace("tuple(tensor.shape)", "list(tensor.shape)")
