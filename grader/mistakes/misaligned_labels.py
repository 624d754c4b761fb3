"""Inputs and labels no longer belong together.

## What happens
The labels are moved against the inputs, so the model is taught, or measured with, the
answers of other examples.

## Why it is easy to miss
Shapes and classes are right, and the loss even falls a little: towards predicting how
often each class occurs.

## Hints
1. Pick one example. Is its label still its own after your code handled the batch?
2. Which operation changes the order of one of the two only?
3. Whatever reorders the labels must reorder the inputs in the same way, or be left out.
"""

from grader.course.patch import before

patch = before("x, y = x.to(device), y.to(device)", "y = y.flip(0)")
variants = (before("x, y = x.to(device), y.to(device)", "y = y.roll(1)"),)
