"""A tensor is to take the shape of another, and holds {n} numbers.

## What it means
`view_as` and `reshape_as` give a tensor the shape of another one. That goes only where both hold
equally many numbers, and the other one does not hold {n}.

## The usual cause
The other tensor is the wrong one, such as the inputs in place of the outputs.

## Hint
Print both shapes above this line, and take the shape of the tensor that it is to be paired with.
"""

messages = {
    "RuntimeError": r"shape '\[[^\]]*\]' is invalid for input of size (?P<n>\d+)",
}
line = r"^(?!.*\.(?:view|reshape)\().*\.(view|reshape)_as\("
