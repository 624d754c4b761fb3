"""Each chunk's loss is divided by the number of chunks before `backward()`.

## What happens
That factor belongs to one update that is made from all chunks. Here every chunk makes its own
update, so the gradient of each is too small by the number of chunks.

## Why it is easy to miss
The loss still falls, only more slowly, and for accumulated gradients the division is right.

## Hints
1. How many chunks contribute to one update in your code?
2. Divide your gradient by the expected one. Which number is that?
3. Call `backward()` on the loss of the chunk as it is.
"""

from grader.course.patch import replace

patch = replace("chunk_loss = loss_fn(_A, _B)", "chunk_loss = loss_fn(_A, _B) / len(chunks)")
variants = (replace("chunk_loss.backward()", "(chunk_loss / len(chunks)).backward()"),)
