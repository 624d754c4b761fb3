"""The backward pass does not start at what stands here.

## What it means
`backward` belongs to a tensor with a graph, here the loss. What stands before it is no
tensor.

## The usual cause
`model.backward()`, `optimizer.backward()` or `loss_fn.backward()` is written in place
of `loss.backward()`; or the loss was turned into a plain number before.

## Hint
Keep what the loss function returns, `loss = loss_fn(model(x), y)`, and call
`loss.backward()` on it, before any `.item()`.
"""

messages = {
    "AttributeError": r"has no attribute 'backward'",
}
