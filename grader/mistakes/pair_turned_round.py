"""The target comes first in the pair, and the inputs second.

## What happens
Whoever takes a pair apart with `x, y = dataset[0]` gets the target as x and the inputs as y. A
loop hands targets to the model then, and compares its output with inputs.

## Why it is easy to miss
Both halves are right, and a dataset alone never uses them.

## Hints
1. What is `dataset[0][0]`, and which shape should it have?
2. In which order does `for x, y in loader` take a pair apart?
3. In `__getitem__`, return the standardised inputs first and the target second.
"""

from grader.course.patch import replace

patch = replace(
    "return (self.x[index] - self.mean) / self.std, self.y[index]",
    "return self.y[index], (self.x[index] - self.mean) / self.std",
)
