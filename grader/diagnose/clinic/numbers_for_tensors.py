"""Plain numbers are joined like tensors.

## What it means
`torch.stack` and `torch.cat` join tensors. Entry {i} of what they were given is of the
type `{kind}`.

## The usual cause
Losses were collected with `.item()`, which makes plain numbers of them.

## Hint
Write `torch.tensor(values)` for a list of plain numbers; use `torch.stack` for tensors.
"""

messages = {
    "TypeError": r"expected Tensor as element (?P<i>\d+) in argument 0, but got (?P<kind>\w+)",
}
