"""Each parameter moves as far as the learning rate says, however long its gradient is.

## What happens
The gradient is divided by its own length before the step. Only its direction is left: in a
flat place the step is as long as in a steep one.

## Why it is easy to miss
The direction is right, the loss falls at first, and no large gradient does any harm.

## Hints
1. How far does a parameter move when its gradient becomes ten times as long?
2. What does the text divide the gradient by?
3. In the line that moves p, leave out the division by the length: `p -= lr * p.grad`.
"""

from grader.course.patch import replace

patch = replace("p -= lr * p.grad", "p -= lr * p.grad / p.grad.norm()")
