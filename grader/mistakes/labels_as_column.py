"""The labels have a second dimension that the loss does not expect.

## What happens
Cross entropy wants labels of shape (N,), one class for each example. A column (N, 1)
reads like several labels per example, and the call stops.

## Why it is easy to miss
For a squared error predictions and targets are columns, (N, 1) both.

## Hints
1. What is the shape of your labels, and what is that of the logits?
2. How many labels has one example?
3. Hand them over with shape (N,): leave `unsqueeze` out, or write `labels.squeeze(1)`.
"""

from grader.course.patch import replace, where

patch = where("return loss") + replace(
    "loss = loss_fn(logits, labels)", "loss = loss_fn(logits, labels.unsqueeze(1))"
)
