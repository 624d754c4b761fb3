"""No gradient stands under the name of its parameter.

## What happens
A dictionary can have any keys. Whoever asks for a parameter's name finds nothing under it: there
are other keys, such as numbers that count the parameters, or there are none.

## Why it is easy to miss
`enumerate` and `parameters()` are at hand, and the values may be right.

## Hints
1. What does `list(your_result)` show?
2. Which method of a module gives its parameters together with their names?
3. Loop over `model.named_parameters()`, and use the name as the key.
"""

from grader.course.patch import replace

# Keys that are no names of parameters are nobody's business, so none are as good as others.
patch = replace("return result", "return {}")
