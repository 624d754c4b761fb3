"""Every entry is cut off at the limit, instead of shortening all by one factor.

## What happens
Cutting entries off at plus and minus the limit changes the large ones and leaves the small
ones, so the update points in another direction. All gradients together may still be much
longer than the limit: the more entries there are, the longer.

## Why it is easy to miss
Both are called clipping, and PyTorch has a function for each:
`clip_grad_value_` and `clip_grad_norm_`.

## Hints
1. Take the gradient (3, 4) and a limit of 1. What does your code make of it, and how long
   is that?
2. Which property of a gradient should clipping keep: its direction or its small entries?
3. Multiply all gradients by `max_norm / norm`, which is what
   `torch.nn.utils.clip_grad_norm_` does.
"""

from grader.course.patch import replace

CLIP = "torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)"
UNCLIPPED = 'torch.nn.utils.clip_grad_norm_(model.parameters(), float("inf"))'
VALUE = "torch.nn.utils.clip_grad_value_(model.parameters(), max_norm)"

patch = (
    replace(f"_N = {CLIP}", f"_N = {UNCLIPPED}\n{VALUE}")
    | replace(CLIP, VALUE)
    | replace("if norm > max_norm: ...", "for g in gradients:\n    g.clamp_(-max_norm, max_norm)")
)
variants = (
    replace(f"_N = {CLIP}", f"_N = {VALUE}"),
    replace("if norm > max_norm: ...", "for g in gradients:\n    g.clamp_(max=max_norm)"),
)
