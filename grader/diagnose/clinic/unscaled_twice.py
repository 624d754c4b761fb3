"""The scaler is used twice for one update.

## What it means
For each update, a scaler unscales the gradients once, steps once and is then told to
`update()`. Here one of these comes a second time.

## The usual cause
`scaler.unscale_(optimizer)` stands twice or below `scaler.step(optimizer)`; or
`scaler.update()` is missing at the end of a step.

## Hint
Keep the order `scaler.unscale_(optimizer)`, clip, `scaler.step(optimizer)`,
`scaler.update()`, once each.
"""

messages = {
    "RuntimeError": (
        r"unscale_\(\) (has already been called|is being called after step)|step\(\) "
        r"has already been called since the last update"
    ),
}
raised = None
