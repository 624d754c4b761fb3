"""A tensor that requires gradients is overwritten while gradients are recorded.

## What it means
Autograd records what is done with such a tensor, a parameter for example, and cannot go back
to one that was overwritten. So it refuses operations that change it in place.

## The usual cause
An update such as `p -= lr * p.grad` stands outside of `torch.no_grad()`; or `+=` and the like are
used where only a result is wanted.

## Hint
For an update, write `with torch.no_grad():` above the loop over the parameters, and indent the
update below it. Anywhere else make a new tensor: `b = b + c` in place of `b += c`.
"""

messages = {
    "RuntimeError": r"leaf Variable that requires grad is being used in an in-place",
}
