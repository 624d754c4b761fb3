"""The kept weights are thrown away once they have been restored.

## What happens
After the first call of `restore` nothing is kept any more, so a second call, for the same model or
another one, finds nothing to put back. It may be called at any time, and as often as one likes.

## Why it is easy to miss
At the end of a training run it is called once.

## Hints
1. What happens when `restore` is called twice?
2. Which line of yours changes what is kept, and may `restore` be one of them?
3. In `restore`, leave what is kept as it is: no assignment to it, only
   `model.load_state_dict(...)`.
"""

from grader.course.patch import after

patch = after("model.load_state_dict(self.state)", "self.state = None")
