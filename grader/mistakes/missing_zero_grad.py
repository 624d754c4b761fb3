"""Gradients pile up from one update to the next.

## What happens
`backward()` adds to `.grad`; it does not replace what is there. Nothing in this code empties
`.grad` between two updates, so the second update moves by two gradients added up, the third by
three, and so on. Each step mixes the current gradient with every earlier one.

## Why it is easy to miss
Nothing fails. Under plain SGD this is the same as momentum of 1.0, and at first the loss
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
