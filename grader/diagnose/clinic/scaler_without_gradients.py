"""The scaler finds no gradients for this optimizer.

## What it means
A scaler looks through the gradients of the optimizer's parameters before it steps.
There are none.

## The usual cause
`scaler.scale(loss).backward()` is missing or comes later; or gradients were emptied
between the backward pass and `scaler.step(optimizer)`.

## Hint
Write `scaler.scale(loss).backward()` above `scaler.unscale_(optimizer)`, and
`optimizer.zero_grad()` above the forward pass.
"""

messages = {
    "AssertionError": r"No inf checks were recorded for",
    "RuntimeError": r"No inf checks were recorded for",
}
