"""The optimizer does not get the learning rate that is being tried.

## What happens
Every round trains with the same rate, so all rates seem to be equally good.

## Why it is easy to miss
The loop runs once per rate and returns a plausible loss each time.

## Hints
1. Compare the losses of two very different rates. Do they differ?
2. Which line of yours uses the variable of the loop over the rates?
3. `torch.optim.SGD(model.parameters(), lr=lr)`, inside the loop.
"""

from grader.patch import replace

SGD = "torch.optim.SGD(model.parameters(), lr={})"

patch = replace(SGD.format("lr"), SGD.format("learning_rates[0]"))
variants = (
    replace(SGD.format("lr"), SGD.format(0.01)),
    replace(SGD.format("lr"), SGD.format(0.1)),
    replace(SGD.format("lr"), "torch.optim.SGD(model.parameters())"),
)
