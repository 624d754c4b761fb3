"""The loss becomes a plain number before `backward()`.

## What happens
`.item()` returns a Python float. It has no graph and no method `backward`, so the call
stops with an AttributeError.

## Why it is easy to miss
`.item()` is right for everything that is printed or summed, and it is quickly written
one line too early.

See also: `returns_float`.

## Hints
1. What type is `loss` at the moment you call `backward()`?
2. Which of your lines turns it into a float?
3. Call `loss.backward()` on the tensor, and `.item()` only where you need the number.
"""

from grader.course.patch import replace, where

patch = (where("loss.backward()") | where("scaler.scale(loss).backward()")) + replace(
    "loss = loss_fn(_A, _B)", "loss = loss_fn(_A, _B).item()"
)
