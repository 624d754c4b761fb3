"""The plateau schedule receives an accuracy instead of the validation loss.

## What happens
`ReduceLROnPlateau` waits for its number to get lower, unless it is made with `mode="max"`. An
accuracy that rises looks to it like a loss that rises, and the learning rate falls while training
goes well.

## Why it is easy to miss
The rate does fall in the end, and an accuracy is what you look at yourself.

## Hints
1. For which number does the schedule wait to get lower, and does yours?
2. Which entry of what `evaluate` returns is the loss?
3. Call `scheduler.step(val["loss"])`, with the loss on the validation data.
"""

from grader.course.patch import replace

patch = replace('scheduler.step(val["loss"])', 'scheduler.step(val["accuracy"])')
variants = (replace('scheduler.step(val["loss"])', 'scheduler.step(train["accuracy"])'),)
