"""A call leaves an argument out.

## What it means
What is called here needs a further argument: {names}.

## The usual cause
An argument was forgotten, or a class is called where an object of it is meant:
`Model(x)` makes a model, `model(x)` uses one.

## Hint
Add {names} to the call in this line.
"""

messages = {
    "TypeError": r"missing \d+ required (positional|keyword-only) arguments?: (?P<names>.+)",
}
placed = True
