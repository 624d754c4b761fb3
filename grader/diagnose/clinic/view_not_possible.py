"""The numbers do not lie in the order that `view` needs.

## What it means
`view` gives numbers another shape without moving them. After `.T`, `transpose` or some
slices they do not lie in the order that would need.

## The usual cause
`.view(...)` stands behind a transpose.

## Hint
Write `.reshape(...)` in place of `.view(...)`: it copies where it has to.
"""

messages = {
    "RuntimeError": r"view size is not compatible",
}
