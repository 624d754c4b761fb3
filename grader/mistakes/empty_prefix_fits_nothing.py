"""The empty prefix is taken for no prefix at all.

## What happens
Every name begins with the empty string, so that prefix fits every parameter. Here nothing
is frozen for it.

## Why it is easy to miss
Nobody has to write a case of its own: `startswith("")` is True already.

## Hints
1. What does your function return for the prefix `""`?
2. What is `"weight".startswith("")`?
3. Leave out the question whether the prefix is empty; `name.startswith(prefix)` is enough.
"""

from grader.course.patch import replace

patch = replace("name.startswith(prefix)", "prefix and name.startswith(prefix)")
