"""A single number is added to a list as if it were a list.

## What it means
`+=` and `extend` put all that stands on their right into the list, one after the other. What
stands there is a number of the type `{kind}`, which cannot be gone through.

## The usual cause
A number is to become the next entry of a list, and `+=` looks like the way to add it; or a total
began as `[]` where it should begin as `0.0`.

## Hint
Write `append` with the number in its brackets, as in `losses.append(loss.item())`. For a total,
begin with `0.0`.
"""

messages = {"TypeError": r"'(?P<kind>int|float|bool)' object is not iterable"}
line = r"\+=|\.extend\("
