"""The two gradients are returned in the wrong order.

## What happens
The caller unpacks dw first and db second. Swapped, w is moved by the gradient of b and b
by that of w.

## Why it is easy to miss
Both numbers are right, and broadcasting lets a single number be subtracted from all of w.

## Hints
1. What are the shapes of the first and the second value that you return?
2. In which order does the docstring name them?
3. In the last line, name the gradient of w first: `return dw, db`.
"""

from grader.course.patch import replace

patch = replace("return dw, db", "return db, dw")
