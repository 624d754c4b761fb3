"""The parameters that do get a gradient are returned, not those that get none.

## What happens
The gradients are looked at rightly, and the wrong half of the names is kept. Whoever searches the
list for layers that do not learn finds all those that do.

## Why it is easy to miss
For a model without a silent parameter a long list looks like a good sign.

## Hints
1. What do you return for a model in which every layer learns? What should it be?
2. Say in words when your condition is true: when a parameter is silent, or when it learns?
3. Turn the condition round: keep a name where its gradient is None or all zero.
"""

from grader.course.patch import replace

patch = replace(
    "gradient is None or bool((gradient == 0).all())",
    "not (gradient is None or bool((gradient == 0).all()))",
)
