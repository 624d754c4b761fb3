"""The optimizer steps before `backward()` has computed this batch's gradients.

## What happens
`step()` uses what is in `.grad` at that moment, and this batch's gradients arrive only
afterwards. Where `zero_grad()` runs between a `backward()` and the next `step()`, that one
finds nothing and no weight moves. Otherwise the update uses what earlier batches left, and
a `backward()` through weights that have changed since may end with an error.

## Why it is easy to miss
A step without gradients is allowed: it raises no error and does nothing.

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
