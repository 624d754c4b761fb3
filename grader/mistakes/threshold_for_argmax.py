"""Scores are compared with a threshold, instead of with each other.

## What happens
A threshold decides about each class by itself: none, one or several may pass. With more
than two classes exactly one is asked for, the one with the largest score, and the result
is its number.

## Why it is easy to miss
With a single output and two classes a threshold is the right way.

## Hints
1. Which classes can your result name, and what shape does it have?
2. How many classes pass your threshold in each row: always exactly one?
3. Where you pick the class, compare the scores with each other, not with a number:
   `argmax(dim=1)`.
"""

from grader.course.patch import replace

patch = replace("return logits.argmax(dim=1)", "return (logits > 0).long()")
variants = (
    replace("return logits.argmax(dim=1)", "return (logits.softmax(dim=1) > 0.5).long()"),
    replace("return logits.argmax(dim=1)", "return (logits[:, 1] > 0).long()"),
)
