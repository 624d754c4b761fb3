"""Nothing is called `{name}`.

## What it means
Python meets the name `{name}`, and nothing has given it a meaning in this place.

## The usual cause
A line that should assign it is missing or comes later; or it is known in another
function only; or the cell that defines it was not run; or it is a text whose quotes are
missing, as in `{shape: ...}` for `{"shape": ...}`.

## Hint
Assign `{name}` above this line. If it is handed over, it may have another name there. If a text
is meant, it stands in quotes: `"{name}"`.
"""

messages = {
    "NameError": r"name '(?P<name>\w+)' is not defined",
}
general = True
