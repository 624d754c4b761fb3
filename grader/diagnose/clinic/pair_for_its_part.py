"""Values and places together stand where one of the two is meant.

## What it means
With `dim`, `{kind}` returns two tensors at once: the values, and the places where they stand. What
it returns is no tensor, and nothing can be computed with both together.

## The usual cause
`.values` or `.indices` is missing behind the call.

## Hint
Write `.indices` behind the call for the places, such as the classes with the largest score, or
`.values` for the numbers themselves.
"""

messages = {
    "AttributeError": r"^'torch\.return_types\.(?P<kind>\w+)' object has no attribute",
    "TypeError": (
        r"(?:must be Tensor, not|unsupported operand type\(s\).*')"
        r" ?torch\.return_types\.(?P<kind>\w+)"
    ),
}
