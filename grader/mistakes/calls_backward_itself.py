"""The function goes back through its own loss.

## What happens
`backward()` fills `.grad` of every parameter and then frees the graph. The caller, who
wants to do that, gets a loss whose graph is used up: trying to backward through the
graph a second time. With `retain_graph=True` the gradients are simply there twice.

## Why it is easy to miss
Loss and `backward()` stand next to each other in every training loop.

## Hints
1. What is in `.grad` after your function has returned?
2. What did the exercise ask for: a loss, or a step?
3. Return the loss and leave `backward()` to the caller.
"""

from grader.course.patch import before

patch = before("return loss", "loss.backward()")
variants = (before("return loss", "loss.backward(retain_graph=True)"),)
