"""`item()` is called on a tensor with more than one entry.

## What happens
`item()` makes a Python number of a tensor that holds a single one. For a batch it stops: a
Tensor with 5 elements cannot be converted to Scalar. For one example it returns a number
where a tensor was asked for.

## Why it is easy to miss
It is the usual call at the end of a measurement, and with one example it works.

## Hints
1. How many entries does the tensor have on which you call `item()`?
2. Was one number asked for, or one per example?
3. In the line that returns, leave `.item()` out and return the tensor itself.
"""

from grader.course.patch import replace, where

patch = where("def predict_classes(logits): ...") + replace("return _A", "return _A.item()")
