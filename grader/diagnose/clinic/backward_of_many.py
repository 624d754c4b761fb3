"""The backward pass starts at several numbers.

## What it means
A backward pass goes back from one number, the loss. The tensor here does not have
exactly one.

## The usual cause
The loss was not reduced: it still has one entry for each example, as with
`reduction="none"`; or the backward pass starts at the prediction.

## Hint
Make one number of it first, `loss = losses.mean()`, and then call `loss.backward()`.
"""

messages = {
    "RuntimeError": r"grad can be implicitly created only for scalar outputs",
}
