"""The data is standardised with its own statistics instead of the given ones.

## What happens
Mean and standard deviation are computed from the data at hand. Test data is then scaled
by its own numbers, which a model in use would not have, and differently from the data
the model learned on.

## Why it is easy to miss
On the training data the two are the same, and the standardised values look perfect.

## Hints
1. Which mean do you subtract: the one you were given, or one you computed?
2. What would the two be for a test set of a single example?
3. Use the `mean` and `std` that the caller hands over.
"""

from grader.course.patch import replace

patch = replace("self.mean = mean", "self.mean = x.mean(dim=0)") + replace(
    "self.std = std", "self.std = x.std(dim=0)"
)
