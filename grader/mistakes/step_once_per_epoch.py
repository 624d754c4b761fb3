"""The optimizer steps once, after the loop, not in every round of it.

## What happens
`optimizer.step()` stands behind the loop, so the weights move once, however many rounds there are.
If the gradients are emptied inside the loop, that one update knows only the last round;
if they are not, it uses the sum over all rounds.

## Why it is easy to miss
Indentation decides, and both versions run. The loss still falls, only far more slowly.

## Hints
1. How many times does a weight change while the loop runs?
2. Is `optimizer.step()` inside that loop?
3. Indent `optimizer.step()` into the loop, right behind `loss.backward()`.
"""

from grader.course.patch import after, before, drop, hoist, replace, sink, where

LOOP = "for x, y in loader:\n    ..."

patch = sink("optimizer.step()")
variants = (
    sink("optimizer.step()") + hoist("optimizer.zero_grad()"),
    where("losses.append(loss.item())")
    + hoist("optimizer.zero_grad()")
    + drop("optimizer.step()")
    + replace("loss.backward()", "total = total + loss")
    + before(LOOP, "total = 0.0")
    + after(LOOP, "total.backward()\noptimizer.step()"),
)
