"""There is no entry at this place.

## What it means
Places are counted from 0, so the last one is the length minus 1. This place lies beyond
it.

## The usual cause
The loop counts one too far; or a list is still empty, as `losses[-1]` is before the
first entry; or it is indexed by something that is no place.

## Hint
Print the place and the length above this line. A loop over all entries is `for value in
values:`, or counts with `range(len(values))`.
"""

messages = {
    "RuntimeError": r"^index -?\d+ is out of bounds for dimension",
    "IndexError": (
        r"(list|tuple|string|deque|pop) index out of range|pop from empty|is out of "
        r"bounds for (dimension|axis)|index out of range in self|list assignment index"
    ),
}
