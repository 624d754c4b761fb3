"""Values and positions are handed on together.

## What happens
`max(dim=1)` returns a pair: the largest values, and the positions where they stand. Only
the positions are classes. As a pair it has length 2, whatever the number of examples.

## Why it is easy to miss
Without `dim`, `max()` returns a single tensor.

## Hints
1. What is the length of your result for 5 examples?
2. Which of the two parts tells the class?
3. Where you call `max(dim=1)`, take `.indices` of what it gives; or call `argmax(dim=1)`.
"""

from grader.course.patch import replace

patch = replace("return logits.argmax(dim=1)", "return logits.max(dim=1)")
