"""Gradients pile up from one update to the next.

## What happens
`backward()` adds to `.grad`; it does not replace what is there. Nothing in this code empties
`.grad` between two updates, so each step mixes the current gradient with what every earlier one
left: two gradients added up in the second update, three in the third, and so on. What was left is
as the update used it. Where gradients are clipped, it is clipped already; with a scaler it is
unscaled already, and is divided by the scale once more.

## Why it is easy to miss
Nothing fails. Under plain SGD alone this is the same as momentum of 1.0, and at first the loss
may even fall faster. The first update is right, so a test of one step cannot see it.

## Hints
1. Print a weight's `.grad` just before the second `backward()`. What should it hold?
2. PyTorch adds gradients up on purpose. Which call empties them again, and how often must
   it happen?
3. Once per update, before `loss.backward()`: `optimizer.zero_grad()`, with its brackets, or it
   is not called.
"""

from grader.course.patch import drop

patch = drop("optimizer.zero_grad()")
