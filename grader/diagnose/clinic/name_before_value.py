"""`{name}` is used before it has a value.

## What it means
A name that is assigned anywhere in a function belongs to that function. When this line
ran, nothing had been assigned to `{name}` yet.

## The usual cause
It is assigned only inside a loop or an `if` that did not run; or `{name} += ...` comes
before its first value; or a variable has the name of a function.

## Hint
Write a first value above the loop, such as `{name} = 0.0` for a total.
"""

messages = {
    "UnboundLocalError": r"variable '(?P<name>\w+)'",
    "NameError": r"free variable '(?P<name>\w+)'",
}
