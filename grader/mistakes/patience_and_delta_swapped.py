"""The patience and the smallest gain have changed places.

## What happens
What is handed over as the patience is taken for the smallest gain, and the other way round. Then a
loss has to fall by several whole units to count as better, and the number of epochs to wait is
not the one that was asked for.

## Why it is easy to miss
Both are numbers, and whoever names them in the call gets what is meant.

## Hints
1. What are `patience` and `min_delta` in an object made by `EarlyStopping(3, 0.1)`?
2. In which order do the two stand in the signature that the task gives?
3. In `__init__`, take `patience` first and `min_delta` second, and keep each under its own name.
"""

from grader.course.patch import replace

patch = replace(
    "def __init__(self, patience=5, min_delta=0.0): ...",
    """
def __init__(self, min_delta=0.0, patience=5):
    self.patience = patience
    self.min_delta = min_delta
    self.best = float("inf")
    self.waited = 0
""",
)
variants = (
    replace("self.patience = patience", "self.patience = min_delta")
    + replace("self.min_delta = min_delta", "self.min_delta = patience"),
)
