"""Parameters that do not match are made trainable.

## What happens
Your code assigns `requires_grad` to every parameter, and to those that do not match it
gives True. Whatever was frozen before and does not match is trainable again.

## Why it is easy to miss
In a model without frozen parts it comes to the same.

## Hints
1. What happens to a parameter that is frozen already and does not match?
2. To which parameters does your code assign `requires_grad`?
3. Assign False where the name matches, and nothing elsewhere.
"""

from grader.course.patch import before, drop, where

patch = drop("p.requires_grad = False") + before(
    "if name.startswith(prefix): ...", "p.requires_grad = not name.startswith(prefix)"
)
variants = (
    where("p.grad = None")
    + before("for name, p in model.named_parameters(): ...", "model.requires_grad_(True)"),
)
