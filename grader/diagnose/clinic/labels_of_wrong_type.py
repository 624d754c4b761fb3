"""The class labels have the wrong type of number.

## What it means
The cross entropy looks up the score of each example's own class. So labels are whole
numbers, of type `torch.long`; these are of another type.

## The usual cause
The labels went through `.float()` or a division, or were made as floats.

## Hint
Hand the labels to the loss as they came, or turn them back: `loss_fn(logits,
y.long())`.
"""

messages = {
    "RuntimeError": r"expected scalar type (Long|Byte) but found|expected target dtype to be Long",
}
