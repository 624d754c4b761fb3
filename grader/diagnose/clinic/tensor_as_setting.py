"""A tensor stands where a setting belongs.

## What it means
What is called here asks whether one of its arguments is true, as settings are. It was
given a tensor of several numbers, which is neither true nor false.

## The usual cause
A loss class was given the data: `nn.CrossEntropyLoss(logits, y)` makes a loss that has
them as its settings, and computes nothing.

## Hint
Make the loss first and call it then, `nn.CrossEntropyLoss()(logits, y)`, or write
`torch.nn.functional.cross_entropy(logits, y)`.
"""

messages = {
    "RuntimeError": r"Boolean value of Tensor with more than one value is ambiguous",
}
own = False
