"""What was in `.grad` before is added in.

## What happens
`backward()` adds to `.grad`. If it is not empty, `p.grad` afterwards is the sum of old
and new, and the result is wrong. Whoever does not put back what was there has changed the
model's own gradients as well.

## Why it is easy to miss
The first call on a new model is right.

## Hints
1. Call your function twice on the same batch. Are the results equal?
2. What does `backward()` do to a `.grad` that is not empty?
3. `torch.autograd.grad` returns new gradients and leaves `.grad` alone.
"""

from grader.course.patch import replace

patch = replace(
    "found = torch.autograd.grad(loss, list(trainable.values()), allow_unused=True)",
    "loss.backward()\nfound = [p.grad for p in trainable.values()]",
)
variants = (
    replace(
        "found = torch.autograd.grad(loss, list(trainable.values()), allow_unused=True)",
        "loss.backward()\nfound = [p.grad for p in trainable.values()]",
    )
    + replace("gradients.get(name)", "p.grad"),
    replace(
        "found = torch.autograd.grad(loss, list(trainable.values()), allow_unused=True)",
        "loss.backward()\nfound = [p.grad for p in trainable.values()]",
    )
    + replace("return result", "return {name: p.grad for name, p in model.named_parameters()}"),
    replace(
        "found = torch.autograd.grad(loss, list(trainable.values()), allow_unused=True)",
        """
loss.backward()
found = [None if p.grad is None else p.grad.clone() for p in trainable.values()]
model.zero_grad()
""",
    ),
    replace(
        "found = torch.autograd.grad(loss, list(trainable.values()), allow_unused=True)",
        """
kept = [None if p.grad is None else p.grad.clone() for p in trainable.values()]
loss.backward()
found = [p.grad for p in trainable.values()]
for p, before in zip(trainable.values(), kept):
    p.grad = before
""",
    ),
)
