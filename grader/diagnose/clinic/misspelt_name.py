"""There is no `{name}`, but there is `{near}`.

## What it means
Python meets the name `{name}`, and nothing has given it a meaning. The most similar
name that is known in this place is `{near}`.

## The usual cause
A slip of the keyboard, or a variable that was renamed in one place only; or a line that should
assign `{name}` is missing or comes later; or it is a text whose quotes are missing.

## Hint
Write `{near}` in place of `{name}` in this line, if that is what you mean; if not, assign
`{name}` above it. If a text is meant, it stands in quotes: `"{name}"`.
"""

messages = {
    "NameError": r"name '(?P<name>\w+)' is not defined",
}
near = True
general = True
