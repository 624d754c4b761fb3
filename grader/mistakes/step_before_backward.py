"""The optimizer steps before `backward()` has computed this batch's gradients.

## What happens
`step()` uses what is in `.grad` at that moment. Here `.grad` has just been emptied, and
the new gradients arrive only afterwards, to be thrown away by the next `zero_grad()`.
No weight moves.

## Why it is easy to miss
PyTorch raises no error: a step without gradients is allowed and does nothing.

## Hints
1. At the moment of `optimizer.step()`, what is in `.grad`?
2. Which call fills `.grad`, and does it run before or after the update?
3. Call `loss.backward()` first, then `optimizer.step()`.
"""

from grader.course.patch import before, drop, move, swap, where

patch = swap("loss.backward()", "optimizer.step()") | (
    where("(loss * len(x) / seen).backward()")
    + move("optimizer.step()", behind="optimizer.zero_grad()")
)
variants = (drop("optimizer.step()") + before("loss.backward()", "optimizer.step()"),)
