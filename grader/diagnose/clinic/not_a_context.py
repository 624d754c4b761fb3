"""What stands after `with` cannot stand there.

## What it means
`with` needs an object that does something at the start of its block and something at the end.
What stands after it has the type `{kind}`, which is not made for that.

## The usual cause
A call such as `model.eval()` or `optimizer.zero_grad()` stands there: what it does holds on, and
does not end with a block. Or the round brackets behind a function are missing.

## Hint
Write such a call as a line of its own, `model.eval()`, and undo it in another, `model.train()`.
After `with` stands something made for it, such as `torch.no_grad()`.
"""

messages = {
    "TypeError": (
        r"'(?P<kind>(?!type')[\w.]+)' object does not support the (asynchronous )?context manager "
        r"protocol"
    ),
}
