"""The optimizer does not get the learning rate that is being tried.

## What happens
Every round trains with the same rate, so all rates seem to be equally good.

## Why it is easy to miss
The loop runs once per rate and returns a plausible loss each time.

## Hints
1. Compare the losses of two very different rates. Do they differ?
2. Which line of yours uses the variable of the loop over the rates?
3. Inside the loop over the rates, make the optimizer with the loop's own variable:
   `torch.optim.SGD(model.parameters(), lr=lr)`.
"""

from grader.course.patch import Patch, replace, where

SGD = "torch.optim.SGD(model.parameters(), lr={})"


def _with(optimizer: str) -> Patch:
    """Return the edit of a sweep; elsewhere the choice of an optimizer may be free."""
    return where("model = make_model()") + replace(SGD.format("lr"), optimizer)


patch = _with(SGD.format("learning_rates[0]"))
variants = (
    _with(SGD.format(0.01)),
    _with(SGD.format(0.1)),
    _with("torch.optim.SGD(model.parameters())"),
)
