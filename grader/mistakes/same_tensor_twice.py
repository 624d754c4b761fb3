"""Both points are the same tensor.

## What happens
`higher = w` and `lower = w` make two names, not two tensors. What is added through one is
taken away through the other, f sees the same values twice, and every difference is 0.

## Why it is easy to miss
With numbers in place of tensors it would work: `a = b` and `a += 1` leave b alone.

## Hints
1. What are the two values of f that you subtract?
2. After `higher = w` and `higher[0] += 1`, what is `w[0]`?
3. `higher = w.clone()` makes a tensor of its own.
"""

from grader.course.patch import drop, replace

patch = drop("flat[i] = kept - eps") + replace(
    "flat[i] = kept + eps",
    """
higher, lower = w, w
higher.view(-1)[i] += eps
lower.view(-1)[i] -= eps
""",
)
