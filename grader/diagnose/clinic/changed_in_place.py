"""A value that the backward pass needs was overwritten.

## What it means
Going back, autograd needs values as they were in the forward pass. One of them was
changed in place in between: by `+=` and its like, by a method whose name ends in `_`,
or by `optimizer.step()`, which writes into the weights.

## The usual cause
`optimizer.step()` ran between a forward pass and its `backward()`, for example since
the prediction is made above the loop; or a result was written over its own input, as `h
+= 1` does.

## Hint
Keep forward, `loss.backward()` and `optimizer.step()` in this order for each update,
and write `h = h + 1` in place of `h += 1` on the way from the parameters to the loss.
"""

messages = {
    "RuntimeError": r"modified by an inplace operation",
}
