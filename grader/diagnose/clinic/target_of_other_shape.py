"""Prediction and target have different shapes.

## What it means
This loss pairs each predicted number with its target. The prediction has the shape {a},
the target {b}.

## The usual cause
A model with one output gives a column, (examples, 1), while the targets are
(examples,), or the other way round.

## Hint
Bring both to one shape before the loss: `y.unsqueeze(1)` makes a column of the targets,
`prediction.squeeze(1)` takes the column's dimension away.
"""

messages = {
    "ValueError": (
        r"[Tt]arget size \((?P<b>torch\.Size\(\[[^\]]*\]\))\)[^(]*input size "
        r"\((?P<a>torch\.Size\(\[[^\]]*\]\))\)"
    ),
}
