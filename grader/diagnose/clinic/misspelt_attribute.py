"""There is no `{name}`, but there is `{near}`.

## What it means
What stands before `.{name}` has no such attribute or method. The most similar name that
it has is `{near}`.

## The usual cause
A slip of the keyboard, or a name from another library.

## Hint
Write `{near}` in place of `{name}` in this line, if that is what you mean.
"""

messages = {
    "AttributeError": r"has no attribute '(?P<name>\w+)'",
}
near = True
general = True
