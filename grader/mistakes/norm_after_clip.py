"""The norm that is returned is the one after the clipping.

## What happens
After clipping the norm is the limit or less, whatever it was before. A log of these
numbers says how strict the limit is and nothing about the gradients.

## Why it is easy to miss
The weights move as they should, and for gradients below the limit both norms are the same.

## Hints
1. What does your function return when the gradients are ten times too long?
2. Which of the two norms would tell you that a batch is unusual?
3. Keep the norm that decides about clipping, and return that one.
   `torch.nn.utils.clip_grad_norm_` returns it.
"""

from grader.course.patch import replace

CLIP = "torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)"

patch = replace(
    f"_N = {CLIP}",
    f'{CLIP}\n_N = torch.nn.utils.clip_grad_norm_(model.parameters(), float("inf"))',
) | replace("return norm", "return min(norm, max_norm)")
