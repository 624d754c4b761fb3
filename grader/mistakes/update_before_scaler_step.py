"""The scaler is updated before the step.

## What happens
`update()` lets the scaler forget that the gradients were unscaled already, and whether
any was infinite. The step that follows divides by the scale once more, and the scaler
then waits for an update that does not come: the second call stops with an error.

## Why it is easy to miss
All calls are there, each exactly once, and the first step raises no error.

## Hints
1. Which of your calls is the last one, and which should be?
2. What does the scaler forget in `update()` that `step` still needs to know?
3. Exchange the last two lines: first `scaler.step(optimizer)`, then `scaler.update()`.
"""

from grader.course.patch import swap

patch = swap("scaler.step(optimizer)", "scaler.update()")
