"""The loss got another number of labels than of examples.

## What it means
The scores are of {a} examples, and there are {b} labels: each example needs its own.

## The usual cause
The scores were turned, reshaped or indexed, so that their first dimension no longer
counts the examples; or scores and labels come from two different batches.

## Hint
Hand the loss scores of shape (examples, classes) and labels of shape (examples,) of the
same batch: `loss_fn(model(x), y)`.
"""

messages = {
    "ValueError": (
        r"Expected input batch_size \((?P<a>\d+)\) to match target batch_size "
        r"\((?P<b>\d+)\)"
    ),
}
