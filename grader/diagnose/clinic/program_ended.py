"""The code ends the whole program.

## What it means
`exit()`, `quit()` and `sys.exit()` stop everything that runs, the notebook's kernel
included, instead of returning a result.

## The usual cause
It is meant to leave a loop or a function.

## Hint
Write `break` to leave the loop, `return` to leave the function, or `raise` where
something is wrong.
"""

messages = {
    "SystemExit": r".*",
}
raised = None
