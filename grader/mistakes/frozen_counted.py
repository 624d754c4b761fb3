"""Frozen parameters are counted too.

## What happens
`parameters()` gives all of them. One whose `requires_grad` is False gets no new gradient,
and the number that was asked for is how many can be trained.

## Why it is easy to miss
In a fresh model nothing is frozen, and the two numbers are equal.

## Hints
1. What does your function return for a model whose first layer is frozen?
2. Which attribute of a parameter says whether it can be trained?
3. Where you add up, ask first whether a parameter is trained: `if p.requires_grad`.
"""

from grader.course.patch import replace

patch = (
    replace("sum(_A for p in _B if p.requires_grad)", "sum(_A for p in _B)")
    | replace("sum(_A for _, p in _B if p.requires_grad)", "sum(_A for _, p in _B)")
    | replace(
        "sum(_A for m in _B for p in _C if p.requires_grad)", "sum(_A for m in _B for p in _C)"
    )
    | replace(
        "sum(_A for m in _B if _D for p in _C if p.requires_grad)",
        "sum(_A for m in _B if _D for p in _C)",
    )
    | replace("sum(_A for p in _B if p.requires_grad and _C)", "sum(_A for p in _B if _C)")
    | replace("sum(_A for n, p in _B if p.requires_grad and _C)", "sum(_A for n, p in _B if _C)")
)
