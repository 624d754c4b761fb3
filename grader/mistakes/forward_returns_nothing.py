"""The model's `forward` computes the output and does not return it.

## What happens
A function without `return` gives None. The model works through all its layers, and whoever
called it gets nothing.

## Why it is easy to miss
No error is raised in `forward`. It comes later, where somebody uses the output, and says
something about NoneType.

## Hints
1. What does `print(model(x))` show?
2. What does a Python function give that ends without `return`?
3. Put `return` in front of the last line of `forward`.
"""

from grader.course.patch import replace

patch = replace(
    "return nn.Sequential(_A, _B, _C)",
    """
class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(_A, _B, _C)

    def forward(self, x):
        x = self.layers(x)

return MLP()
""",
)
