"""The gradients are measured, but never clipped.

## What happens
The update uses the gradients as `backward()` left them, however long they are. One batch
with an extreme gradient can throw the weights far away. It is the same when clipping is
called at a moment when `.grad` is still empty.

## Why it is easy to miss
Most batches have gradients of ordinary length, and for those nothing is missing. A norm
that is computed and returned looks as if something had been done about it.

## Hints
1. What is the norm of all `.grad` right before `optimizer.step()`?
2. Which of your calls makes gradients shorter, and by how much does it let them through?
3. Call `torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)` between
   `loss.backward()` and `optimizer.step()`.
"""

from grader.patch import drop, replace

CLIP = "torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)"
UNCLIPPED = 'torch.nn.utils.clip_grad_norm_(model.parameters(), float("inf"))'

patch = drop(CLIP) | replace(CLIP, UNCLIPPED)
