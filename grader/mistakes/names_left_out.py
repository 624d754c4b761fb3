"""Parameters without a gradient are missing from the result.

## What happens
The dictionary lacks names of the model: of frozen parameters, of unused ones or of both.
Whoever looks such a name up gets a KeyError, and nobody can see from the result that a layer
gets no gradient.

## Why it is easy to miss
For a model that is trained as a whole nothing is missing.

## Hints
1. Compare the keys of your result with the names in `model.named_parameters()`.
2. What should stand under the name of a frozen parameter?
3. Begin with None under every name, then fill in the gradients.
"""

from grader.course.patch import replace

patch = replace("result = {name: None for name, p in model.named_parameters()}", "result = {}")
variants = (
    replace("return result", "return {name: g for name, g in result.items() if g is not None}"),
)
