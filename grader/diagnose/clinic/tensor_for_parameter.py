"""A tensor is assigned in the place of a parameter.

## What it means
The attribute `{name}` of a model is a parameter, and only a parameter can take its
place. Besides, the optimizer would go on to move the old one.

## The usual cause
An update such as `model.weight = model.weight - lr * gradient` makes a new tensor; or a layer is
to compute with a tensor that was handed over.

## Hint
For an update, change the parameter in place: `with torch.no_grad():` and below it
`p -= lr * p.grad`. To compute with tensors of your own, use them without a layer:
`x @ weight.T + bias`.
"""

messages = {
    "TypeError": r"cannot assign '[\w.]+' as parameter '(?P<name>\w+)'",
}
