"""A path is not joined to a text with `{op}`.

## What it means
`{op}` is not defined between {a} and {b}. A path is an object of its own, not a text.

## The usual cause
An ending or a folder is put before or behind a path as if it were a text.

## Hint
Use the path as it comes, or make a text with `f"{...}"` around it; `/` joins folders and names.
"""

messages = {
    "TypeError": (
        r"unsupported operand type\(s\) for (?P<op>[^\s:&|^]+): "
        r"(?=.*Path')'(?P<a>[\w.]+)' and '(?P<b>[\w.]+)'"
    ),
}
