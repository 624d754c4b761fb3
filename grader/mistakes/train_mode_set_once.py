"""From the second epoch on, the model trains in eval mode.

## What happens
The validation of the first epoch switches to eval mode, and nothing switches the whole model
back before the second.

## Why it is easy to miss
The call is there, and the first epoch is right.

## Hints
1. Which mode is the model in when the second epoch begins?
2. Who called `model.eval()`, and who undoes it?
3. Call `model.train()` at the start of every epoch.
"""

from grader.course.patch import hoist

patch = hoist("model.train()")
