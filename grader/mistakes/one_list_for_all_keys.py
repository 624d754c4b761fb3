"""All keys of the history hold one and the same list.

## What happens
`dict.fromkeys(keys, [])` makes a single list and puts it under every key, and so does a chain such
as `a = b = []`. Whatever is appended under one key appears under all others too.

## Why it is easy to miss
An empty history looks the same either way, and with a number in place of the list there would be no
difference.

## Hints
1. How many numbers stand under each of your keys, and how many epochs were there?
2. How many lists are made in the line that makes the history?
3. Where the history is made, give each key a list of its own: `{key: [] for key in keys}`.
"""

from grader.course.patch import replace

patch = replace(
    "history = {_A: [], _B: [], _C: [], _D: []}", "history = dict.fromkeys((_A, _B, _C, _D), [])"
) | replace(
    "history = {_A: [], _B: [], _C: [], _D: [], _E: []}",
    "history = dict.fromkeys((_A, _B, _C, _D, _E), [])",
)
