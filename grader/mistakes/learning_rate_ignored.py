"""The optimizer does not get the learning rate that was handed over.

## What happens
A rate of its own stands where the one that was handed over belongs, so every rate gives the
same training. Where rates are compared, all seem to be equally good.

## Why it is easy to miss
The code trains, and returns a plausible loss each time.

## Hints
1. Compare the losses of two very different rates. Do they differ?
2. Which line of yours uses the rate that was handed over?
3. Make the optimizer with it, in a loop over rates with the loop's own variable:
   `torch.optim.SGD(model.parameters(), lr=lr)`.
"""

from grader.course.patch import Patch, replace, where

SGD = "torch.optim.SGD(model.parameters(), lr={})"


def _with(optimizer: str) -> Patch:
    """Return the edit where the rate is given; elsewhere the choice of an optimizer may be free."""
    sweep, head = where("model = make_model()"), where("model.head = head")
    return (sweep | head) + replace(SGD.format("lr"), optimizer)


patch = where("model = make_model()") + replace(
    SGD.format("lr"), SGD.format("learning_rates[0]")
) | where("model.head = head") + replace(SGD.format("lr"), SGD.format(0.01))
variants = (
    _with(SGD.format(0.01)),
    _with(SGD.format(0.1)),
    _with("torch.optim.SGD(model.parameters())"),
)
