"""A parameter is overwritten while gradients are recorded.

## What it means
Autograd records what is done with a parameter, and cannot go back through one that was
overwritten. So it refuses operations that change a parameter in place.

## The usual cause
An update such as `p -= lr * p.grad` stands outside of `torch.no_grad()`.

## Hint
Write `with torch.no_grad():` above the loop over the parameters, and indent the update
below it.
"""

messages = {
    "RuntimeError": r"leaf Variable that requires grad is being used in an in-place",
}
