"""The prefix may stand anywhere in the name.

## What happens
`prefix in name` is true for names that contain it in the middle or at the end. Layers of
another part are frozen as well.

## Why it is easy to miss
In a small model names contain the prefix at their beginning only.

## Hints
1. Which names that you freeze do not begin with the prefix?
2. Is "body" in "neck.body.weight"?
3. In the condition inside the loop, ask about the beginning of the name: `if
   name.startswith(prefix):`.
"""

from grader.course.patch import replace

patch = replace("name.startswith(prefix)", "prefix in name")
variants = (replace("name.startswith(prefix)", "name.find(prefix) >= 0"),)
