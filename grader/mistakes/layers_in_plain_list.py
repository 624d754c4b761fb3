"""The model does not hold its layers or weights where it finds them.

## What happens
A module registers what is assigned to its attributes: parameters, modules and the
containers made for them. A Python list is none of these, nor is a plain tensor, nor a name
inside `forward`, where a layer is made anew at each call. They work in `forward`, but
`parameters()`, `to()` and `state_dict()` do not know them, so nobody trains them.

## Why it is easy to miss
The forward pass is right. If other layers are registered, the loss falls as well, because
those learn.

## Hints
1. How many tensors does `list(model.parameters())` hold, and how many should it hold?
2. Which kinds of attributes does an `nn.Module` look into?
3. Make layers in `__init__`, and use `nn.ModuleList([...])` or `nn.Sequential(...)` in place
   of a list, `nn.Parameter` in place of a plain tensor.
"""

from grader.course.patch import replace

patch = replace(
    "return nn.Sequential(_A, _B, _C)",
    """
class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = [_A, _B, _C]

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x

return MLP()
""",
)
variants = (
    replace(
        "return nn.Sequential(_A, _B, _C)",
        """
class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = [_A, _B]
        self.output = _C

    def forward(self, x):
        for layer in self.hidden:
            x = layer(x)
        return self.output(x)

return MLP()
""",
    ),
    replace(
        "return nn.Sequential(_A, _B, _C)",
        """
class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Sequential(_A, _B)
        self.output = [_C]

    def forward(self, x):
        x = self.hidden(x)
        for layer in self.output:
            x = layer(x)
        return x

return MLP()
""",
    ),
)
