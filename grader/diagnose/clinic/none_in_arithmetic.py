"""The computation meets `None`.

## What it means
One side of the operation is `None`. What is `None` most often: the `.grad` of a
parameter that no backward pass has reached, and the result of a function without
`return`.

## The usual cause
A gradient is used before `backward()` or for a parameter that the loss does not depend
on; or a function that is called here returns nothing.

## Hint
Leave parameters without a gradient out, with `if p.grad is not None:` above this line,
and let each function of yours that is used here `return` its result.
"""

messages = {
    "TypeError": (
        r"(unsupported operand type|bad operand type|not supported between "
        r"instances).*'NoneType'"
    ),
}
