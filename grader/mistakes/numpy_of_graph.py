"""A tensor that requires gradients is handed to NumPy.

## What happens
NumPy knows nothing of graphs, and PyTorch refuses to drop one silently: Can't call numpy()
on Tensor that requires grad. Logits that come straight from a model carry a graph.

## Why it is easy to miss
On a tensor made by hand, or below `no_grad()`, it works.

## Hints
1. What is `requires_grad` of `model(x)`?
2. Is NumPy needed here? Which method of the tensor does the same?
3. Use `logits.argmax(dim=1)`; where NumPy is needed, `logits.detach().numpy()`.
"""

from grader.course.patch import replace

patch = replace(
    "return logits.argmax(dim=1)", "return torch.from_numpy(logits.numpy().argmax(axis=1))"
)
