"""All objects of the class share one state.

## What happens
What the object remembers is kept outside of it, most often on the class. Each object changes
what the others remember.

## Why it is easy to miss
With a single object everything is right.

## Hints
1. Make two objects and update only one. What does the other show?
2. Do your attributes belong to `self` or to the class?
3. Set them in `__init__` as attributes of `self`, and use only these.
"""

from grader.course.patch import before, drop, replace

patch = (
    before("def __init__(self): ...", "total = 0.0\ncount = 0")
    + drop("self.total = 0.0", "self.count = 0")
    + replace("self.total += float(value) * n", "type(self).total += float(value) * n")
    + replace("self.count += n", "type(self).count += n")
    | replace(
        "def __init__(self, patience=5, min_delta=0.0): ...",
        """
best = float("inf")
waited = 0

def __init__(self, patience=5, min_delta=0.0):
    self.patience = patience
    self.min_delta = min_delta
""",
    )
    + replace("self.best = val_loss", "type(self).best = val_loss")
    + replace("self.waited = 0", "type(self).waited = 0")
    + replace("self.waited += 1", "type(self).waited += 1")
    | replace("def __init__(self): ...", 'best = float("inf")\nstate = None')
    + replace("self.best = val_loss", "type(self).best = val_loss")
    + replace("self.state = _A", "type(self).state = _A")
)
