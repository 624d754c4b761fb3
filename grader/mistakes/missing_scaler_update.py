"""The scaler is never updated.

## What happens
`scaler.update()` ends a step: it adapts the scale and lets the scaler forget which
optimizer has stepped already. Without it, the first step is right, and the second one
stops with an error: for the scaler it still belongs to the first.

## Why it is easy to miss
A single step works, and a test of one step cannot see it.

## Hints
1. Run your function twice. What does the second call say?
2. What has to happen once in every step so that the scaler is ready for the next one?
3. Call `scaler.update()` after `scaler.step(optimizer)`.
"""

from grader.course.patch import drop

patch = drop("scaler.update()")
