"""Square brackets stand behind something without entries.

## What it means
Square brackets pick an entry. What stands before them is of the type `{kind}`, which
has no entries.

## The usual cause
A number was made of a list or tensor before; or a function returned nothing; or square
brackets stand where round ones are meant.

## Hint
Keep the list or tensor itself in the variable, and pick the entry before `.item()`.
"""

messages = {
    "TypeError": (
        r"'(?P<kind>int|float|bool|NoneType|type|Linear|Sequential)' object is not "
        r"subscriptable"
    ),
}
