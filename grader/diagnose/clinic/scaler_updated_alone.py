"""The scaler is updated without having looked at any gradient.

## What it means
`scaler.update()` adapts the scale to what `scaler.unscale_` or `scaler.step` found in the
gradients since the update before. Neither has found any since.

## The usual cause
The gradients are divided by the scale by hand and `optimizer.step()` makes the update, so
the scaler never sees them; or `scaler.update()` comes first, or a second time.

## Hint
Let `scaler.unscale_(optimizer)` divide the gradients and `scaler.step(optimizer)` make the
step, both above `scaler.update()`, which stands once.
"""

messages = {
    "AssertionError": r"No inf checks were recorded prior to update",
    "RuntimeError": r"No inf checks were recorded prior to update",
}
