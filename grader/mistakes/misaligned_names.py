"""Gradients stand under the names of other parameters.

## What happens
All names are paired with the gradients of some of the parameters. From the first frozen
one on, everything is shifted.

## Why it is easy to miss
For a model that is trained as a whole the two lists have the same length and order.

## Hints
1. Compare the shape of each gradient with that of the parameter under whose name it
   stands.
2. How long are the two lists that you zip?
3. Pair names and parameters first, in one loop, and leave frozen ones out of both.
"""

from grader.course.patch import replace

patch = replace(
    "result.update(zip(trainable, found, strict=True))", "result.update(zip(result, found))"
)
