"""`{name}` is used before it has a value.

## What it means
A name that is assigned anywhere in a function belongs to that function. When this line
ran, nothing had been assigned to `{name}` yet.

## The usual cause
The line that assigns it stands further down, or inside a loop or an `if` that did not run;
or `{name} += ...` comes before its first value; or a variable has the name of a function.

## Hint
Look for the line that begins with `{name} =`, and see that it always runs before this one.
A total gets its first value above the loop: `{name} = 0.0`.
"""

messages = {
    "UnboundLocalError": r"variable '(?P<name>\w+)'",
    "NameError": r"free variable '(?P<name>\w+)'",
}
