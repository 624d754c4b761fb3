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

from grader.course.patch import replace

patch = replace("return silent", "return sorted(silent)")
variants = (
    replace(
        "return silent",
        "return [n for n in silent if n not in trainable] + [n for n in silent if n in trainable]",
    ),
    replace(
        "return silent",
        """
none = [n for n in silent if gradients.get(n) is None]
return none + [n for n in silent if n not in none]
""",
    ),
    replace("return silent", "return silent[::-1]"),
)
