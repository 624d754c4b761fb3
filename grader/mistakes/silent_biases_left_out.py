"""Silent biases are missing from the result.

## What happens
Only names that end in `weight` are looked at. A bias is a parameter like any other: it can be
frozen alone, or belong to a layer that nothing reaches.

## Why it is easy to miss
A bias is often silent together with its weight, and the weight alone points to the layer.

## Hints
1. Which names does `model.named_parameters()` give for a single Linear layer?
2. A model whose only frozen parameter is a bias: what do you return?
3. Go through all of `model.named_parameters()`, without a condition on the name.
"""

from grader.course.patch import replace

patch = replace("silent.append(name)", "if name.endswith('weight'):\n    silent.append(name)")
