"""The optimizer gets no parameters.

## What it means
An optimizer needs at least one parameter to move, and the list that it was given is
empty.

## The usual cause
`model.parameters()` was gone through before: it gives each parameter once. Or the
layers stand in a plain list, where the model does not see them; or a condition left all
of them out.

## Hint
Call it anew where the optimizer is made, `torch.optim.SGD(model.parameters(), lr=lr)`,
and keep layers in `nn.ModuleList` or `nn.Sequential`.
"""

messages = {
    "ValueError": r"optimizer got an empty parameter list",
}
