"""A module without `forward` is called.

## What it means
Calling a module calls its method `forward`, and the class {name} has none.

## The usual cause
The name is misspelt; or `def forward` is indented so far that it stands inside
`__init__`; or a list of layers is called like a model.

## Hint
Write `def forward(self, x):` inside the class, just as deep as `def __init__(self):`,
and return the result.
"""

messages = {
    "NotImplementedError": r'Module \[(?P<name>\w+)\] is missing the required "forward" function',
}
