"""The names come in another order than the parameters.

## What happens
Sorted by the alphabet, or first one kind of silence and then the other: the list no
longer follows the way through the model, from the first layer to the last, in which one
looks for the place where learning stops.

## Why it is easy to miss
The right names are in it.

## Hints
1. Compare your list with the names from `model.named_parameters()`.
2. Is there a `sorted`, a set, or more than one loop in your code?
3. One loop over `model.named_parameters()`, with both conditions in it.
"""

from grader.patch import replace

ASKED = "gradient is None or bool((gradient == 0).all())"

patch = replace("return silent", "return sorted(silent)")
variants = (
    replace("return silent", "return sorted(silent, key=lambda name: gradients.get(name) is None)"),
    replace("return silent", "return sorted(silent, key=lambda name: name in gradients)"),
    replace("return silent", "return silent[::-1]"),
)
