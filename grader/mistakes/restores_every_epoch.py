"""The best weights are put back after every epoch.

## What happens
After a bad epoch the model is thrown back, and training starts again from the old weights
with an optimizer that has gone on. The run can never get across a hill to something
better.

## Why it is easy to miss
At the end the model has the best weights it ever had, which is what was asked.

## Hints
1. From which weights does the epoch after a bad one start?
2. How often should the best weights be put back in one run?
3. Restore once, after the loop over epochs.
"""

from grader.course.patch import before

patch = before("if waited >= patience: ...", "model.load_state_dict(best_state)")
