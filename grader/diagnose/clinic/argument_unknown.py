"""An argument has a name that is not known.

## What it means
What is called here has no argument `{name}`.

## The usual cause
The name is misspelt, or belongs to another function.

## Hint
Look the function up with `help(...)`, and write the argument's name as it stands there.
"""

messages = {
    "TypeError": r"got an unexpected keyword argument '(?P<name>\w+)'",
}
placed = True
