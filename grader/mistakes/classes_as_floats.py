"""The classes are returned as floats.

## What happens
Class 2 becomes 2.0. Comparing still works, but a float can be no index, and losses read
float targets as probabilities.

## Why it is easy to miss
2.0 and 2 are equal, so an accuracy comes out right.

## Hints
1. What is the dtype of your result, and what should it be?
2. Which of your calls changes it?
3. Return what `argmax` gives: it is int64 already.
"""

from grader.course.patch import replace, where

patch = where("def predict_classes(logits): ...") + replace("return _A", "return (_A).float()")
