"""The module has no `{name}`.

## What it means
The module is there, but it has nothing of the name `{name}`.

## The usual cause
The name is misspelt, or it stands in another module.

## Hint
Check the spelling and the module's name in this import.
"""

messages = {
    "ImportError": r"cannot import name '(?P<name>\w+)'",
}
