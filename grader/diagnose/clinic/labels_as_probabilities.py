"""The loss takes the labels for probabilities.

## What it means
The labels have the shape of the scores. Then the cross entropy expects a probability
for each class, as floats, and finds whole numbers.

## The usual cause
The scores are no longer (examples, classes), since `argmax`, `max` or an index came
before the loss; or the labels were made one-hot.

## Hint
Hand the loss what the model returns, of shape (examples, classes), and labels of shape
(examples,): `loss_fn(model(x), y)`.
"""

messages = {
    "RuntimeError": r"Expected floating point type for target with class probabilities",
}
