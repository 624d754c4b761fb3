"""The update comes one micro-batch off, before all gradients are there.

## What happens
A counter decides when to step. `index % k == 0` holds for the very first micro-batch, not
for the last of k; a step in front of the last `backward()` is early as well. The gradients
that arrive afterwards come too late and are emptied by the next `zero_grad()`.

## Why it is easy to miss
There is one update for each k micro-batches, as there should be, and the loss falls.

## Hints
1. Write down for which `index` your code steps. Which gradients are in `.grad` by then?
2. Counting starts at 0. After how many micro-batches is `index` equal to 0?
3. Step when `(index + 1) % k == 0`; where a call makes one update, simply behind the loop.
"""

from grader.course.patch import Patch, after, before, drop, where

SCALED = "(loss * len(x) / seen).backward()"
LOOP = "for x, y in loader:\n    ..."


def counted(rest: Patch) -> Patch:
    """Return the mistake in a loop that counts its rounds."""
    count = before(LOOP, "index = 0") + after("total_loss += loss.item() * len(x)", "index += 1")
    return where(SCALED) + drop("optimizer.step()") + count + rest


patch = counted(after(SCALED, "if index % len(loader) == 0:\n    optimizer.step()"))
variants = (counted(before(SCALED, "if index == len(loader) - 1:\n    optimizer.step()")),)
