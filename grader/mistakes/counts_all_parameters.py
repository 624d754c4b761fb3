"""Parameters that do not match are counted too.

## What happens
The line that counts runs for every parameter, the length of the whole list is returned, or
the number of all that is frozen afterwards, whenever that was done.

## Why it is easy to miss
The right parameters are frozen; the number alone is wrong.

## Hints
1. What does your function return for a prefix that fits nothing?
2. Which parameters does the line that counts go over, and at which indentation does it stand?
3. Count one at a time, inside the `if` that asks about the name.
"""

from grader.course.patch import before, drop, replace, where

patch = drop("count += 1") + before("if name.startswith(prefix): ...", "count += 1")
variants = (
    where("p.requires_grad = False")
    + replace("return count", "return len(list(model.parameters()))"),
    where("p.requires_grad = False")
    + replace("return count", "return sum(not p.requires_grad for p in model.parameters())"),
)
