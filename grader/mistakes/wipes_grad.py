"""The model's own gradients are thrown away.

## What happens
Emptying `.grad` before and after makes the result right, and what the model held there is
lost. A `step()` that was to follow does nothing.

## Why it is easy to miss
`zero_grad` is the habit of every training loop, and the model is left tidy.

## Hints
1. Print the `.grad` of a parameter before and after your function, when there was one.
2. Who may still need the gradients that you empty?
3. Use `torch.autograd.grad`, or keep copies of all `.grad` and put them back at the end.
"""

from grader.course.patch import before, replace

patch = replace(
    "found = torch.autograd.grad(loss, list(trainable.values()), allow_unused=True)",
    """
model.zero_grad()
loss.backward()
found = [None if p.grad is None else p.grad.clone() for p in trainable.values()]
model.zero_grad()
""",
)
variants = (
    replace(
        "found = torch.autograd.grad(loss, list(trainable.values()), allow_unused=True)",
        """
model.zero_grad()
loss.backward()
found = [p.grad for p in trainable.values()]
for p in trainable.values():
    p.grad = None
""",
    ),
    before(
        "found = torch.autograd.grad(loss, list(trainable.values()), allow_unused=True)",
        "model.zero_grad()",
    ),
)
