"""The optimizer gets something other than parameters.

## What it means
An optimizer is given parameters to go through, one after the other. It was given
something else.

## The usual cause
One single tensor was handed over, or a dictionary such as `model.state_dict()`.

## Hint
Write `model.parameters()`, with the brackets, as the optimizer's first argument.
"""

messages = {
    "TypeError": (
        r"params argument given to the optimizer should be an iterable|optimizer can "
        r"only \w+ Tensors"
    ),
}
