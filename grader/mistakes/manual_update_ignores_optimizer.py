"""The weights are updated by hand, and the optimizer that was given is not used.

## What happens
`p -= lr * p.grad` is plain SGD. The optimizer handed over may be another one: here its
momentum, or Adam's running averages, never come into play.

## Why it is easy to miss
If the optimizer happens to be plain SGD, the numbers are the same.

## Hints
1. Which update rule does your code carry out, and which one was handed over?
2. What would change in your code if the optimizer were Adam?
3. Replace the update by hand with `optimizer.step()`.
"""

from grader.course.patch import replace

patch = replace(
    "optimizer.step()",
    """
    with torch.no_grad():
        for p in model.parameters():
            p -= optimizer.param_groups[0]["lr"] * p.grad
    """,
)
