"""The labels pick whole columns or rows, not one entry for each example.

## What happens
`logits[:, labels]` asks every example for the labels of all examples and gives an N by
N table; `logits[labels]` takes the labels for row numbers. The mean over such a table
is one number too, but it mixes examples with labels that are not theirs.

## Why it is easy to miss
Indexing with a tensor raises no error here, and with one example it is right.

## Hints
1. Print the shape of what you pick. How many numbers should it hold for N examples?
2. Which row belongs to which label?
3. Give one row number to each label: `[torch.arange(len(labels)), labels]`, or use
   `gather`.
"""

from grader.course.patch import replace

PICKED = "_A[torch.arange(len(labels)), labels]"

patch = replace(PICKED, "_A[:, labels]")
variants = (replace(PICKED, "_A[labels]"),)
