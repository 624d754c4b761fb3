"""Where a layer has to stand, there is something else: `{name}`.

## What it means
`nn.Sequential` takes layers, one argument for each, and `nn.ModuleList` a list of layers. One of
the things that it was given is no layer.

## The usual cause
The layers of an `nn.Sequential` stand in a list or a tuple, with brackets of their own inside the
call; or an activation is given by its class or as a function, `nn.ReLU` or `torch.relu`, and not
as a layer, `nn.ReLU()`.

## Hint
`nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 2))` has no inner brackets, and its
activation has round ones. A list that is there already is spread with a star:
`nn.Sequential(*layers)`.
"""

messages = {
    "TypeError": r"(?P<name>[\w.]+) is not a Module subclass",
}
