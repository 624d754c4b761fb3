"""The length of something without entries is asked for.

## What it means
`len(...)` counts entries. What stands in its brackets is of the type `{kind}`, which
has none.

## The usual cause
A number was made of a list or tensor before, or a function returned nothing.

## Hint
Keep the list or tensor itself in the variable, and take its `len(...)` before
`.item()`.
"""

messages = {
    "TypeError": r"object of type '(?P<kind>int|float|bool|NoneType)' has no len\(\)",
}
