"""The flag `requires_grad` is set on a computed tensor.

## What it means
`requires_grad` can be changed on a parameter or an input. Whether a computed tensor has
a graph follows from what it was computed from.

## The usual cause
The flag is set on an output, a loss or a slice, such as `p[0].requires_grad = False`.

## Hint
Set `p.requires_grad = False` on the parameters themselves, as
`model.named_parameters()` gives them; to cut a computed tensor off from its graph,
write `.detach()`.
"""

messages = {
    "RuntimeError": r"only change requires_grad flags of leaf",
}
