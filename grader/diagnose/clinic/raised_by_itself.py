"""Your own line raised this.

## What it means
The exception was raised by a `raise` or an `assert` of your own code. Here a result was
expected.

## The usual cause
The condition above it is true for more than it should be, or something that it looks at
was never set.

## Hint
Print what the condition looks at, directly above it, and compare it with the exercise's
text.
"""

messages = {
    "*": r".*",
}
raised = True
general = True
