"""The step uses gradients that no clipping has changed.

## What happens
The update uses the gradients however long they are. One batch with an extreme gradient can
throw the weights far away. It is the same when clipping is called while `.grad` is still
empty, when the step has been made already, or when the limit is so large that no gradient
ever reaches it.

## Why it is easy to miss
Most batches have gradients of ordinary length, and for those nothing is missing. A norm
that is computed and returned looks as if something had been done about it.

## Hints
1. What is the norm of all `.grad` right before `optimizer.step()`?
2. Which of your calls makes gradients shorter, and does it run before the step, with this
   batch's gradients?
3. Call `torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)` between
   `loss.backward()` and `optimizer.step()`.
"""

from grader.course.patch import drop, replace

CLIP = "torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)"
UNCLIPPED = 'torch.nn.utils.clip_grad_norm_(model.parameters(), float("inf"))'

patch = drop(CLIP) | replace(CLIP, UNCLIPPED)
