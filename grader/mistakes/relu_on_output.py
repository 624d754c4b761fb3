"""A ReLU stands behind the last layer as well.

## What happens
Every negative score becomes 0. A class that the model rejects clearly looks the same as
one that it is unsure about, and no gradient comes back through the zeros.

## Why it is easy to miss
A ReLU behind every layer is a habit, and the last layer is a layer too.

See also: `relu_on_logits`.

## Hints
1. Can your output be negative?
2. Which layers does a ReLU stand between, and is there one after the last?
3. Return what the second Linear layer gives.
"""

from grader.course.patch import replace, where

patch = (where("hidden = _H") + replace("return _A", "return torch.relu(_A)")) | replace(
    "nn.Sequential(_A, _B, _C)", "nn.Sequential(_A, _B, _C, nn.ReLU())"
)
