"""All objects of the class share one state.

## What happens
The sums are kept on the class, not on the object. A second average goes on where the
first one stopped, and each changes the other.

## Why it is easy to miss
With a single object everything is right.

## Hints
1. Make two objects and update only one. What does the other show?
2. Do your attributes belong to `self` or to the class?
3. Set `self.total` and `self.count` in `__init__`, and use only these.
"""

from grader.patch import before, drop, replace

patch = (
    before("def __init__(self): ...", "total = 0.0\ncount = 0")
    + drop("self.total = 0.0", "self.count = 0")
    + replace("self.total += float(value) * n", "type(self).total += float(value) * n")
    + replace("self.count += n", "type(self).count += n")
)
