"""The forward pass of training runs without recording a graph.

## What happens
Below `torch.no_grad()` the outputs carry no history. `backward()` has no path back to the
weights: it stops with “element 0 of tensors does not require grad”, or reaches nothing where
the loss was told to want a gradient.

## Why it is easy to miss
The block belongs to validation, and code is often copied from there.

## Hints
1. Under which block does your forward pass run?
2. When does PyTorch record a graph, and when does it not?
3. Remove `torch.no_grad()` around the forward pass in training.
"""

from grader.course.patch import where, wrap

patch = where("loss.backward()") + wrap("with torch.no_grad():", "_L = model(x)")
variants = (
    where("scaler.scale(loss).backward()") + wrap("with torch.no_grad():", "_L = model(x)"),
    where("return loss") + wrap("with torch.no_grad():", "_L = model(x)"),
)
