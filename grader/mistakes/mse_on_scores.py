"""The squared error of the raw scores is used instead of the cross entropy.

## What happens
The scores are pulled towards 0 and 1, as if they were measurements. A score of 5 for
the right class is punished, although it is better than 1.

## Why it is easy to miss
With one-hot labels the shapes fit, the loss falls and the accuracy rises.

## Hints
1. What is your loss for a model that is sure of every right class, with scores of 5?
2. Are class labels amounts or names?
3. Use the cross entropy with labels of shape (N,).
"""

from grader.course.patch import replace, where

patch = where("return loss") + replace(
    "loss = loss_fn(logits, labels)",
    "loss = torch.nn.functional.mse_loss("
    "logits, torch.nn.functional.one_hot(labels, logits.shape[1]).float())",
)
