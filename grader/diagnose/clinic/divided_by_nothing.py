"""A number is divided by 0.

## What it means
What stands behind the `/` is 0 here.

## The usual cause
Examples or batches were not counted, or counted in another variable; or nothing came
from the loader, so that there is nothing to average.

## Hint
Add the number of examples in each pass of the loop, `seen += len(x)`, and check that it
is not 0 where nothing may come.
"""

messages = {
    "ZeroDivisionError": r".*",
}
