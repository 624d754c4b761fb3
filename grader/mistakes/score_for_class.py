"""The largest score is returned, not the class that has it.

## What happens
`max(dim=1)` gives two tensors: the largest values, and the positions where they stand.
The class is the position.

## Why it is easy to miss
The shape is right, one number per example.

## Hints
1. Is each of your results one of 0, 1, … up to the number of classes minus 1?
2. `max(dim=1)` has two parts. Which of them tells the class?
3. In the line that returns, ask where the largest score stands, not how large it is:
   `argmax(dim=1)`, or `max(dim=1).indices`.
"""

from grader.course.patch import replace

patch = replace("return logits.argmax(dim=1)", "return logits.max(dim=1).values")
variants = (replace("return logits.argmax(dim=1)", "return logits.max(dim=1).values.long()"),)
