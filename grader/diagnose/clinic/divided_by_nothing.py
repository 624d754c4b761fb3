"""A number is divided by 0.

## What it means
What stands behind the `/` is 0 here.

## The usual cause
Something was not counted, or counted in another variable; or there is nothing to count, as
in an empty tensor or a loader without batches.

## Hint
Print what stands behind the `/`. Where it is a count, add to it in each pass of the loop; where
it may be 0, say what is to be returned then.
"""

messages = {
    "ZeroDivisionError": r".*",
}
