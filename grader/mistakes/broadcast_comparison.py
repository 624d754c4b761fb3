"""Predictions and labels are compared all with all.

## What happens
The predictions have shape (N, 1), the labels (N,). Broadcasting makes an N by N table,
and its matches are counted: the accuracy can exceed 1.

## Why it is easy to miss
`keepdim=True` is right in other places, and the comparison raises no error.

See also: `keeps_dimension`.

## Hints
1. What shape has the result of your comparison?
2. What does broadcasting make of (N, 1) and (N,)?
3. Leave `keepdim` out, so that both have shape (N,).
"""

from grader.course.patch import replace

patch = replace("logits.argmax(dim=1) == _A", "logits.argmax(dim=1, keepdim=True) == _A")
