"""The gradients that were kept are overwritten all the same.

## What happens
`saved = p.grad` is another name for the same tensor, not a copy. Zeroing in place empties
it, and `backward()` fills it again: what you put back are the new gradients.

## Why it is easy to miss
With `zero_grad()` as it is by default, which makes `.grad` None, the same code works.

## Hints
1. Print what you saved, before `backward()` and after it.
2. When does an assignment copy a tensor?
3. `p.grad.clone()`, or set `p.grad = None` so that `backward()` makes a new tensor.
"""

from grader.course.patch import replace

patch = replace(
    "found = torch.autograd.grad(loss, list(trainable.values()), allow_unused=True)",
    """
saved = [p.grad for p in model.parameters()]
model.zero_grad(set_to_none=False)
loss.backward()
found = [None if p.grad is None else p.grad.clone() for p in trainable.values()]
for p, grad in zip(model.parameters(), saved):
    p.grad = grad
""",
)
variants = (
    replace(
        "found = torch.autograd.grad(loss, list(trainable.values()), allow_unused=True)",
        """
saved = [p.grad for p in model.parameters()]
model.zero_grad(set_to_none=False)
loss.backward()
found = [p.grad for p in trainable.values()]
for p, grad in zip(model.parameters(), saved):
    p.grad = grad
""",
    ),
)
