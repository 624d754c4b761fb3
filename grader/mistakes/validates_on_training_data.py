"""The validation metrics are computed on the training data.

## What happens
The loop that validates walks through the training loader. What it reports is how well
the model remembers, not how well it does on new data.

## Why it is easy to miss
Both loaders give the same kind of batches, and the numbers look excellent.

## Hints
1. Which loader does each of your two loops use?
2. What would your validation loss show if the model learned everything by heart?
3. Loop over the validation loader when you validate.
"""

from grader.course.patch import replace

patch = replace("val_loader", "loader")
