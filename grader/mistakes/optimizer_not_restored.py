"""The optimizer starts again without its memory.

## What happens
Momentum and Adam's running averages are state of the optimizer, and so is the learning
rate. Without them the first steps after the resume differ from those of a run that was
not interrupted.

## Why it is easy to miss
The loss goes on from where it was, since the weights are right. Plain SGD at a constant
rate has no memory and shows nothing.

## Hints
1. What is in `optimizer.state_dict()` after some steps with momentum?
2. Which numbers, besides the weights, decide what the next step does?
3. Save `optimizer.state_dict()` and load it with `optimizer.load_state_dict(...)`.
"""

from grader.course.patch import drop

patch = drop('optimizer.load_state_dict(checkpoint["optimizer"])')
