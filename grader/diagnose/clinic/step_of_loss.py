"""`step` is given something that it tries to call.

## What it means
An optimizer's `step` may be given a function, which it then calls to compute the loss anew.
Here it is given something of the type `{kind}`, which cannot be called.

## The usual cause
The loss, or the gradients, are handed to `step`. It does not need them: it reads the `.grad`
of the parameters that it got when it was made.

## Hint
Write `step()` with nothing in its brackets, after `loss.backward()`.
"""

messages = {
    "TypeError": r"'(?P<kind>[\w.]+)' object is not callable",
}
own = False
line = r"\.step\([^)\s]"
