"""An update is not made by what stands here.

## What it means
`step` belongs to an optimizer, a scheduler or a scaler. What stands before it here is
none of them.

## The usual cause
`model.step()` or `loss.step()` is written in place of `optimizer.step()`.

## Hint
Write `optimizer.step()`, below `loss.backward()`.
"""

messages = {
    "AttributeError": r"has no attribute 'step'",
}
