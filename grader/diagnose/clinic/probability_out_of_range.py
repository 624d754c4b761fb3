"""A number that should be a probability is none.

## What it means
This loss takes probabilities: every number that it is given has to lie between 0 and 1.
Here one does not.

## The usual cause
Raw scores of a model are handed to `binary_cross_entropy`, which expects them after a
sigmoid; or the two arguments are swapped.

## Hint
Hand raw scores to `torch.nn.functional.binary_cross_entropy_with_logits(scores,
targets)`, which applies the sigmoid itself.
"""

messages = {
    "RuntimeError": r"all elements of (input|target) should be between 0 and 1",
}
