"""Parameters that do not match are counted too.

## What happens
The line that counts runs for every parameter, or the length of the whole list is
returned.

## Why it is easy to miss
The right parameters are frozen; the number alone is wrong.

## Hints
1. What does your function return for a prefix that fits nothing?
2. At which indentation stands the line that counts?
3. Move the line that counts into the `if` that asks about the name.
"""

from grader.course.patch import before, drop, replace, where

patch = drop("count += 1") + before("if name.startswith(prefix): ...", "count += 1")
variants = (
    where("p.requires_grad = False")
    + replace("return count", "return len(list(model.parameters()))"),
)
