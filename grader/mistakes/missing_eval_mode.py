"""The model is measured in train mode.

## What happens
In train mode dropout still drops and BatchNorm uses the statistics of the batch at
hand, and updates its running ones. The metric is noisy or wrong, and measuring changes
the model.

## Why it is easy to miss
`torch.no_grad()` is there and looks as if it did this; it only stops the graph.

## Hints
1. In which mode is the model while it is measured?
2. What does `torch.no_grad()` change, and what does it leave alone?
3. Call `model.eval()` before measuring.
"""

from grader.course.patch import drop

patch = drop("model.eval()")
