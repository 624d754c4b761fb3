"""There is no module `{name}` here.

## What it means
Python finds no module of the name `{name}`.

## The usual cause
The name is misspelt, or the module is not installed here.

## Hint
Check the spelling of the import; everything in this course works with torch, NumPy and
Python's own modules.
"""

messages = {
    "ModuleNotFoundError": r"No module named '(?P<name>[\w.]+)'",
}
