"""Two lists that belong together have different lengths.

## What it means
`zip(..., strict=True)` goes through its lists in step, and one of them ended before the
others.

## The usual cause
One list leaves something out that another still has, such as frozen parameters or those
without a gradient.

## Hint
Make both lists by the same condition, directly above this line, and print their `len`
if in doubt.
"""

messages = {
    "ValueError": r"zip\(\) arguments? [\d-]+ (is|are) (shorter|longer) than",
}
