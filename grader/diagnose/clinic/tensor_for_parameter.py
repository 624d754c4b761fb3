"""A tensor is assigned in the place of a parameter.

## What it means
The attribute `{name}` of a model is a parameter, and only a parameter can take its
place. Besides, the optimizer would go on to move the old one.

## The usual cause
An update such as `model.weight = model.weight - lr * gradient` makes a new tensor.

## Hint
Change the parameter in place: `with torch.no_grad():` and below it `p -= lr * p.grad`.
"""

messages = {
    "TypeError": r"cannot assign '[\w.]+' as parameter '(?P<name>\w+)'",
}
