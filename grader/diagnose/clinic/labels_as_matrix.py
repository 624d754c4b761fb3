"""The labels are not one number for each example.

## What it means
The cross entropy wants labels of shape (examples,): the number of one class for each.
What it got as labels has more dimensions.

## The usual cause
`unsqueeze`, `keepdim=True` or `one_hot` gave the labels a further dimension; or scores
and labels are swapped.

## Hint
Call `loss_fn(logits, y)`, scores first, with the class numbers `y` of shape (examples,) as
they came. Of a column, (examples, 1), `y.squeeze(1)` makes them; of one-hot rows,
`y.argmax(dim=1)`.
"""

messages = {
    "RuntimeError": r"multi-target not supported",
}
