"""Nothing stands between the two layers.

## What happens
A Linear layer of a Linear layer is a Linear layer: the two products are one product with
another weight. However many are stacked, the whole can draw only straight lines.

## Why it is easy to miss
Shapes, gradients and training all work. Only what the model can learn is less.

## Hints
1. Can your two layers do anything that a single one could not?
2. What happens to negative hidden values in your code?
3. Put a ReLU between the layers: `torch.relu(...)` or `nn.ReLU()`.
"""

from grader.course.patch import replace

patch = (
    replace("hidden = torch.relu(_A)", "hidden = _A")
    | replace("nn.Sequential(_A, nn.ReLU(), _B)", "nn.Sequential(_A, _B)")
    | replace("nn.Sequential(_A, nn.ReLU(), _B, _C)", "nn.Sequential(_A, _B, _C)")
)
