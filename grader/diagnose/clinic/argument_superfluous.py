"""A call has too many arguments.

## What it means
What is called here takes fewer arguments than it was given. Of a method, `self` counts
too.

## The usual cause
A method's `self` was forgotten where it is defined; or a function is given what its
maker should get, as a loss that was made already.

## Hint
Count the arguments in the call and in the `def`; a method begins with `self`: `def
forward(self, x):`.
"""

messages = {
    "TypeError": (
        r"takes .* positional arguments? but .* (was|were) given|expected at most \d+ "
        r"arguments?, got"
    ),
}
placed = True
