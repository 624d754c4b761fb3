"""A layer's class stands where a layer made from it is needed.

## What happens
`nn.ReLU` is a class, `nn.ReLU()` is a layer. A container refuses the class: ReLU is not a
Module subclass. And `nn.ReLU(x)` makes a layer and takes x for an option; the next layer
then gets a layer in place of a tensor: argument 'input' (position 1) must be Tensor, not
ReLU.

## Why it is easy to miss
`torch.relu(x)` is a function and is called just so. Two letters and a dot make the
difference.

## Hints
1. Which of your names are classes, which are layers, which are functions?
2. A layer is made once, with `nn.ReLU()`, and then applied as often as needed.
3. Write `nn.ReLU()` in a container, and `torch.relu(x)` or `self.relu(x)` in `forward`.
"""

from grader.course.patch import replace

patch = replace("nn.ReLU()", "nn.ReLU")
variants = (
    replace(
        "return nn.Sequential(_A, nn.ReLU(), _B)",
        """
class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = _A
        self.output = _B

    def forward(self, x):
        return self.output(nn.ReLU(self.hidden(x)))

return MLP()
""",
    ),
)
