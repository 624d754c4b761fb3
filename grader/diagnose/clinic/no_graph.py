"""There is no graph to go back through.

## What it means
A backward pass starts at a tensor that remembers how it was computed. This one does
not: no parameter can be reached from it.

## The usual cause
The forward pass stands under `torch.no_grad()`, or comes after a
`torch.set_grad_enabled(False)` that nothing took back; or `.item()`, `.detach()`, `.data`,
`argmax` or `torch.tensor(...)` stands between the parameters and the loss; or every
parameter is frozen. Or a loss was handed over as it is, and no backward pass is asked for.

## Hint
Keep the way from the parameters to the loss whole: the forward pass where gradients are switched
on, its output handed to `loss_fn` as it is, and the backward pass started at exactly the tensor
that `loss_fn` returned. Where nobody asked for a backward pass, leave it out.
"""

messages = {
    "RuntimeError": r"does not require grad and does not have a grad_fn",
}
