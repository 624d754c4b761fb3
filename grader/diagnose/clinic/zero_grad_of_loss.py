"""Gradients are not emptied by what stands here.

## What it means
`zero_grad` belongs to what holds the parameters: an optimizer or a model. What stands
before it here is neither.

## The usual cause
`loss.zero_grad()` is written in place of `optimizer.zero_grad()`; or a call hands over its
arguments in another order, so that something else stands where the optimizer should.

## Hint
Write `optimizer.zero_grad()`, above the forward pass; where there is no optimizer,
`model.zero_grad()`. Where the line calls a function, compare the order of the arguments with
that function's `def`.
"""

messages = {
    "AttributeError": r"has no attribute 'zero_grad'",
}
