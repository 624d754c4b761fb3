"""The best weights are put back only if training was stopped early.

## What happens
When all epochs are used up, nothing is restored, and the model keeps the weights of the
last epoch.

## Why it is easy to miss
In runs that stop early everything is right.

## Hints
1. What does your code do after the last epoch if the patience was not used up?
2. Which line is reached in both cases?
3. Restore behind the loop, not in front of the `break`.
"""

from grader.course.patch import drop, replace

PUT_BACK = "model.load_state_dict(best_state)"

patch = drop(PUT_BACK) + replace(
    "if waited >= patience: ...", f"if waited >= patience:\n    {PUT_BACK}\n    break"
)
