"""The ReLU is applied to the input, not to the first layer's result.

## What happens
Negative inputs are lost before any weight has seen them. Between the two layers nothing
bends any more, so they work like a single one.

## Why it is easy to miss
There is a ReLU and there are two layers; only the order differs.

## Hints
1. Which values does your ReLU see: inputs or hidden values?
2. In which order were the three parts asked for?
3. `torch.relu(x @ w1.T + b1)`, and no ReLU on x.
"""

from grader.course.patch import replace

patch = replace("torch.relu(x @ _W + b1)", "torch.relu(x) @ _W + b1")
