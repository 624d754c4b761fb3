"""The same graph is gone back through twice.

## What it means
`torch.autograd.grad` goes back through the graph of a loss and frees it on the way. Here
the graph of one loss is gone back through once more.

## The usual cause
It is called once for each parameter, all with the same loss.

## Hint
Ask for all gradients at once: `torch.autograd.grad(loss, parameters)` takes a list and returns
a tuple of as many gradients. Or keep the graph for the next call with `retain_graph=True`:
these gradients are returned and not added up, so they stay right.
"""

messages = {
    "RuntimeError": r"backward through the graph a second time",
}
line = r"autograd\.grad\("
