"""A `DataLoader` is given both `shuffle` and `sampler`.

## What it means
Each of the two says in which order the examples come, so a `DataLoader` takes a sampler only
where `shuffle` is False or left out.

## The usual cause
Both were written down in order to shuffle from a seed.

## Hint
Leave one of the two out. `shuffle=True` shuffles from a seed as well, if it is handed a
`generator` that was seeded.
"""

messages = {
    "ValueError": r"^sampler option is mutually exclusive with shuffle",
}
