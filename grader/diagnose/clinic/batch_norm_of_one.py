"""A batch norm in train mode meets one value.

## What it means
In train mode, batch norm takes the mean and the spread over the batch. Of one value
there is no spread.

## The usual cause
A batch of one example is handed to the model in train mode: a measurement without
`model.eval()`, or one example taken out of a batch. Or batch norm stands in a model that was
to have none.

## Hint
In training hand over the whole batch, `model(x)`, and call `model.eval()` above a measurement.
Where the mode is what is asked about, keep it, and keep the batch whole: change an example in it
instead of taking it out. Leave batch norm out where nobody asked for it.
"""

messages = {
    "ValueError": r"Expected more than 1 value per channel when training",
}
