"""The largest score is looked for over the examples, not over the classes.

## What happens
`argmax(dim=0)` tells for each class which example scores highest. The result has one
entry per class, not one per example; comparing it with the labels fails, or compares
unrelated things.

## Why it is easy to miss
Where a batch has as many examples as there are classes, the shapes fit by accident.

## Hints
1. What shape does your prediction have, and what shape should it have?
2. The outputs are (N, C). Which dimension counts the classes?
3. Where you pick the class, go along the classes, not along the examples: `argmax(dim=1)`.
"""

from grader.course.patch import replace

patch = replace("logits.argmax(dim=1)", "logits.argmax(dim=0)")
