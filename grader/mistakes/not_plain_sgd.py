"""The updates are not those of plain SGD.

## What happens
Adam divides each gradient by its own size, and momentum adds up earlier ones. Both turn
the same rate into steps of another length, so a rate found with one optimizer says little
about another.

## Why it is easy to miss
It is another optimizer that many people use, and the losses fall.

## Hints
1. How long is the first step of your optimizer when the rate is 0.1?
2. Which update rule does the exercise ask for?
3. Make the optimizer without momentum or anything else:
   `torch.optim.SGD(model.parameters(), lr=lr)`.
"""

from grader.course.patch import Patch, replace, where


def _with(optimizer: str) -> Patch:
    """Return the edit where plain SGD is asked for; elsewhere the choice may be free."""
    plain = replace("torch.optim.SGD(model.parameters(), lr=lr)", optimizer)
    return (where("model = make_model()") | where("model.head = head")) + plain


patch = _with("torch.optim.Adam(model.parameters(), lr=lr)")
variants = (
    _with("torch.optim.AdamW(model.parameters(), lr=lr)"),
    _with("torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)"),
    _with("torch.optim.RMSprop(model.parameters(), lr=lr)"),
)
