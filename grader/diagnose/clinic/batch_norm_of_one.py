"""A batch norm in train mode meets one value.

## What it means
In train mode, batch norm takes the mean and the spread over the batch. Of one value
there is no spread.

## The usual cause
A batch of one example is handed to the model in train mode: a measurement without
`model.eval()`, or one example taken out of a batch. Or batch norm stands in a model that was
to have none.

## Hint
Leave batch norm out where nobody asked for it. Otherwise call `model.eval()` above a
measurement, and in training hand over the whole batch, `model(x)`.
"""

messages = {
    "ValueError": r"Expected more than 1 value per channel when training",
}
