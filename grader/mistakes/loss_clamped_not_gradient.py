"""The loss is limited, not the gradients.

## What happens
A clamped loss is flat above its limit: there its gradient is exactly zero. So the worst
batches, which were to be learned from with care, are not learned from at all. Below the
limit nothing is limited, however long the gradients are.

## Why it is easy to miss
The reported loss looks tame, and small losses often come with small gradients.

## Hints
1. Which gradients arrive at the weights when your loss is above the limit?
2. What makes a step too long: the value of the loss or its gradient?
3. Leave the loss as it is, and clip the gradients between `loss.backward()` and
   `optimizer.step()`.
"""

from grader.course.patch import before, replace, where

CLIP = "torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)"
UNCLIPPED = 'torch.nn.utils.clip_grad_norm_(model.parameters(), float("inf"))'
LIMITED = before("loss.backward()", "loss = loss.clamp(max=max_norm)")
CLIPS = where(f"_N = {CLIP}") | where(CLIP)

patch = CLIPS + LIMITED + replace(CLIP, UNCLIPPED)
variants = (
    CLIPS + LIMITED,
    CLIPS + before("loss.backward()", "loss = loss.clamp(max=1.0)") + replace(CLIP, UNCLIPPED),
)
