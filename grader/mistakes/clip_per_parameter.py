"""Each parameter's gradient is clipped by its own norm.

## What happens
The limit is meant for all gradients together, as one long vector. Clipped one by one,
long gradients are shortened and short ones are not, so the update points elsewhere; and
all of them together may still be longer than the limit.

## Why it is easy to miss
With a single parameter both are the same, and every gradient does end up below the limit.

## Hints
1. After your clipping, how long are all gradients together?
2. By which factor does your code multiply each gradient? Are these factors equal?
3. One norm over all gradients gives one factor for all of them.
"""

from grader.course.patch import replace

CLIP = "torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)"
UNCLIPPED = 'torch.nn.utils.clip_grad_norm_(model.parameters(), float("inf"))'
EACH = "for p in model.parameters():\n    torch.nn.utils.clip_grad_norm_(p, max_norm)"

patch = (
    replace(f"_N = {CLIP}", f"_N = {UNCLIPPED}\n{EACH}")
    | replace(CLIP, EACH)
    | replace(
        "if norm > max_norm: ...",
        """
        for g in gradients:
            own = g.norm().item()
            if own > max_norm:
                g.mul_(max_norm / own)
        """,
    )
)
variants = (
    replace(
        f"_N = {CLIP}",
        "for p in model.parameters():\n    _N = torch.nn.utils.clip_grad_norm_(p, max_norm)",
    ),
    replace(
        f"_N = {CLIP}",
        "_N = torch.stack([torch.nn.utils.clip_grad_norm_(p, max_norm)"
        " for p in model.parameters()]).max()",
    ),
    replace(
        "if norm > max_norm: ...",
        """
        if norm > max_norm:
            for g in gradients:
                g.mul_(max_norm / g.norm().item())
        """,
    ),
)
