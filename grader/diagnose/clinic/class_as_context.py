"""A class stands after `with`, and nothing was made of it.

## What it means
`with` needs an object. Without round brackets behind its name a class makes none, and is itself
what stands there.

## The usual cause
The brackets behind `torch.no_grad` or `torch.enable_grad` were left out.

## Hint
Write the brackets: `with torch.no_grad():`.
"""

messages = {
    "TypeError": r"'type' object does not support the (asynchronous )?context manager protocol",
}
