"""An update is not made by what stands here.

## What it means
`step` belongs to an optimizer, a scheduler or a scaler. What stands before it here is
none of them.

## The usual cause
`model.step()` or `loss.step()` is written in place of `optimizer.step()`; or a call hands over
its arguments in another order, so that something else stands where the optimizer should.

## Hint
Write `optimizer.step()`, below `loss.backward()`. Where the line calls a function, compare the
order of the arguments with that function's `def`.
"""

messages = {
    "AttributeError": r"has no attribute 'step'",
}
