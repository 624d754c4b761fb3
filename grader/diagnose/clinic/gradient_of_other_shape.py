"""A gradient does not have its parameter's shape.

## What it means
Each entry of a parameter has its own derivative, so `.grad` has the parameter's shape.
What is assigned has another one.

## The usual cause
A gradient is transposed, summed or averaged once too often.

## Hint
Print both shapes above this line; a mean over the examples keeps the other dimensions:
`.mean(dim=0)`.
"""

messages = {
    "RuntimeError": (
        r"assigned grad has data of a different size|assign a gradient of size '[^']*' "
        r"to a tensor of size"
    ),
}
