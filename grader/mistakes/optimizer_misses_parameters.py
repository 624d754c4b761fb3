"""The optimizer gets only some of the model's parameters.

## What happens
An optimizer moves the parameters on its list, and no others. The rest of the model stays as
it was at the start, whether it gets gradients or not.

## Why it is easy to miss
Nothing fails, and the loss moves: what does learn makes the best of what does not.

## Hints
1. Which of the model's weights are different after one update?
2. How many tensors are on the optimizer's list, and how many parameters has the model?
3. Where you make the optimizer, hand it all of them: `model.parameters()`.
"""

from grader.course.patch import Patch, replace, unless, where


def _holds(some: str) -> Patch:
    return unless("model.head = head") + replace(
        "torch.optim.SGD(model.parameters(), lr=lr)", f"torch.optim.SGD({some}, lr=lr)"
    )


patch = _holds("list(model.parameters())[-2:]")
variants = (
    _holds("list(model.parameters())[:2]"),
    _holds("list(model.parameters())[:-1]"),
    where("model.head = head")
    + replace(
        "torch.optim.SGD(model.parameters(), lr=lr)", "torch.optim.SGD(head.parameters(), lr=lr)"
    ),
)
