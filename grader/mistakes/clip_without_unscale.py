"""The gradients are clipped while they are still multiplied by the scale.

## What happens
The scaler multiplies the loss, and so every gradient, by a large number. A limit that
is meant for real gradients then cuts nearly everything away, and when `scaler.step`
divides by the scale afterwards, next to nothing is left. Unscaling after the clipping
is too late in the same way.

## Why it is easy to miss
Nothing fails, and training goes on at a tiny fraction of the learning rate. It looks
like a learning rate that is too small. Adam divides by the gradient's own size and
hides it even better.

## Hints
1. What is the norm of the gradients at the moment when they are clipped, and what would
   it be without the scaler?
2. By which number is every gradient too large until somebody divides by it? Who does
   that, and when?
3. Call `scaler.unscale_(optimizer)` after the backward pass and before the clipping.
   `scaler.step` notices and does not divide again.
"""

from grader.course.patch import drop, move

patch = drop("scaler.unscale_(optimizer)")
variants = (
    move(
        "scaler.unscale_(optimizer)",
        behind="torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)",
    ),
)
