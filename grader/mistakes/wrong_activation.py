"""Another activation stands where ReLU was asked for.

## What happens
Sigmoid squeezes every value between 0 and 1, tanh between -1 and 1; GELU and leaky ReLU
let some of the negative values through, and the absolute value turns them around. The
numbers and the gradients are those of another model.

## Why it is easy to miss
Every one of them makes the model bend, and it learns.

## Hints
1. What does your activation make of -1, and what does ReLU make of it?
2. ReLU keeps what is positive and puts 0 for the rest.
3. In the line of the hidden layer, use `torch.relu(...)` or `.clamp(min=0)`, or `nn.ReLU()`
   between two layers.
"""

from grader.course.patch import Patch, replace


def _instead(function: str, layer: str) -> Patch:
    """Put another activation between the layers, and leave alone what stands behind them."""
    return (
        replace("hidden = torch.relu(_A)", f"hidden = {function}(_A)")
        | replace("nn.Sequential(_A, nn.ReLU(), _B)", f"nn.Sequential(_A, {layer}(), _B)")
        | replace("nn.Sequential(_A, nn.ReLU(), _B, _C)", f"nn.Sequential(_A, {layer}(), _B, _C)")
    )


patch = _instead("torch.sigmoid", "nn.Sigmoid")
variants = (
    _instead("torch.tanh", "nn.Tanh"),
    replace("hidden = torch.relu(_A)", "hidden = torch.abs(_A)"),
    _instead("nn.functional.gelu", "nn.GELU"),
    _instead("nn.functional.leaky_relu", "nn.LeakyReLU"),
)
