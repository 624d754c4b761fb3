"""The loss reported was computed before the last update.

## What happens
The loss inside the loop belongs to the weights before its own step. What the last step did
is not in it, and with a single step nothing is: every rate then gets the same loss.

## Why it is easy to miss
With many small steps the two losses are nearly equal. With a rate that is too large the
last step can be the one that ruins everything.

## Hints
1. How many updates has your model seen when the loss was computed that you return?
2. What do you return for two different rates when steps is 1?
3. After the loop, compute the loss once more, below `torch.no_grad()`.
"""

from grader.course.patch import replace

patch = replace(
    "with torch.no_grad():\n    final = loss_fn(model(x), y).item()", "final = loss.item()"
)
