"""A gradient is asked for where the loss does not lead.

## What it means
`torch.autograd.grad` is asked for the gradient of a tensor that is frozen, or that the
loss does not depend on.

## The usual cause
The model has a parameter with `requires_grad=False`, or one that its forward pass does
not use.

## Hint
Ask for the parameters with `p.requires_grad` only, and write `allow_unused=True`: for
those that are not used it gives `None`.
"""

messages = {
    "RuntimeError": r"One of the differentiated Tensors",
}
