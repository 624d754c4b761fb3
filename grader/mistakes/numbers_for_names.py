"""The gradients stand under numbers, not under the names of the parameters.

## What happens
A dictionary can have any keys. Here they count the parameters, and whoever asks for a name
finds nothing under it, whatever gradients are there.

## Why it is easy to miss
`enumerate` and `parameters()` are at hand, and the values are right.

## Hints
1. What does `list(your_result)` show?
2. Which method of a module gives its parameters together with their names?
3. Loop over `model.named_parameters()`, and use the name as the key.
"""

from grader.course.patch import replace

patch = replace("return result", "return dict(enumerate(result.values()))")
