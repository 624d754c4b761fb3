"""Only the first parameter that matches is frozen.

## What happens
A `return` or `break` inside the loop ends it at the first match.

## Why it is easy to miss
With a prefix that fits one parameter only it is right.

## Hints
1. How many parameters are frozen after a call that should freeze three?
2. At which indentation stands your `return`?
3. Move the `return` out of the loop, behind its last line.
"""

from grader.course.patch import after, where

patch = where("p.requires_grad = False") + after("count += 1", "break")
variants = (where("p.requires_grad = False") + after("count += 1", "return count"),)
