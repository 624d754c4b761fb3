"""Class labels are handed over as floating-point numbers.

## What happens
Cross entropy reads whole numbers as class labels and floating-point targets as
probabilities, one for each class. Floats of shape (N,) are neither, and the call stops.

## Why it is easy to miss
Most tensors of a network are floats, and other losses want float targets.

## Hints
1. What is the dtype of your labels when the loss gets them?
2. What would a label of 1.5 mean?
3. Leave the labels as integers, or turn them into such: `labels.long()`.
"""

from grader.course.patch import replace, where

patch = where("return loss") + replace(
    "loss = loss_fn(logits, labels)", "loss = loss_fn(logits, labels.float())"
)
