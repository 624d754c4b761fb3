"""The gradients are divided by the scale twice.

## What happens
`scaler.unscale_(optimizer)` divides the gradients by the scale, once in every step, and
where it was not called, `scaler.step(optimizer)` does. A second `unscale_` raises an error;
a division by hand raises none, and leaves gradients that are smaller by the size of the
scale.

## Why it is easy to miss
Both lines look as if they belonged there: one comes from a recipe for clipping, the
other from a recipe for working with scaled gradients.

## Hints
1. How large are your gradients just before the step, and how large should they be?
2. Count the places at which something divides by the scale.
3. Write `scaler.unscale_(optimizer)` once, above the clipping, and take every other
   division by the scale out.
"""

from grader.course.patch import after, replace, where

patch = after("scaler.unscale_(optimizer)", "scaler.unscale_(optimizer)")
variants = (
    where("scaler.unscale_(optimizer)")
    + after(
        "torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)",
        "scaler.unscale_(optimizer)",
    ),
    after(
        "scaler.unscale_(optimizer)",
        """
for p in model.parameters():
    p.grad /= scaler.get_scale()
""",
    ),
    replace(
        "scaler.unscale_(optimizer)",
        """
for p in model.parameters():
    p.grad /= scaler.get_scale()
""",
    ),
)
