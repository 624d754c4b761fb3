"""Not every row is tried against all others.

## What happens
Influence may run one way. In a running sum the first row reaches all others, and the last
reaches none. Whoever changes a single row, or looks at a single row of the outputs each
time, misses what the others do. A `return False` inside the loop has the same effect: it
answers after the first row.

## Why it is easy to miss
BatchNorm and attention let every row reach every other, so one trial is enough there.

## Hints
1. How many rows does your loop try before it answers False?
2. At which indentation stands your `return False`?
3. Change every row in turn, compare all others each time, and return False after the loop.
"""

from grader.course.patch import replace, where

CHANGED = where("changed = x.clone()")

patch = CHANGED + replace("range(len(x))", "range(1)")
variants = (CHANGED + replace("range(len(x))", "range(len(x) - 1, len(x))"),)
