"""The parameters take no gradients any more.

## What it means
The model that came back was to be watched once more, and its parameters have `requires_grad`
False. Nothing can be learned with it from there on.

## The usual cause
`model.requires_grad_(False)`, or a loop that sets `p.requires_grad = False`, has run and was never
undone.

## Hint
Leave `requires_grad` of the parameters as it was. Where no graph is wanted for a while, use
`with torch.no_grad():`, which ends by itself.
"""

messages = {"RuntimeError": r"cannot register a hook on a tensor that doesn't require gradient"}
placed = False
