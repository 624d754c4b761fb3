"""There is no `{name}`.

## What it means
What stands before `.{name}` has no such attribute or method.

## The usual cause
It is another thing than expected; or the method belongs to another object; or an
attribute of `self` is read before `__init__` or anything else has set it.

## Hint
Write `print(type(...))` of what stands before `.{name}` directly above this line. An
attribute of `self` gets its first value in `__init__`.
"""

messages = {
    "AttributeError": r"has no attribute '(?P<name>\w+)'",
}
general = True
