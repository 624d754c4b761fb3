"""`backward()` stands behind the loop, so only the last micro-batch goes backward.

## What happens
After the loop, `loss` is that of the last micro-batch. All others went forward and were
reported, but no gradient of theirs ever reached `.grad`.

## Why it is easy to miss
One indentation decides. Every micro-batch is loaded and predicted, the reported loss
speaks of all of them, and it falls.

## Hints
1. How often does `backward()` run in one call, and on the loss of which examples?
2. What is in the variable `loss` when the loop has ended?
3. Indent `backward()` into the loop: once for each micro-batch.
"""

from grader.course.patch import after, drop

SCALED = "(loss * len(x) / seen).backward()"
LOOP = "for x, y in loader:\n    ..."

patch = drop(SCALED) + after(LOOP, "loss.backward()")
variants = (drop(SCALED) + after(LOOP, SCALED),)
