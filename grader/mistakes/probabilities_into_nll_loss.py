"""Minus the probability of the label is used, without its log.

## What happens
The negative log-likelihood wants log-probabilities. Given probabilities it returns a
number between -1 and 0, and where the model is sure of a wrong class the gradient is
almost 0.

## Why it is easy to miss
It falls while training and the accuracy rises.

## Hints
1. Is your loss negative? What is it for a perfect prediction?
2. What does the l in nll stand for?
3. Take the log of the softmax, in one step: `log_softmax`, or the stable formula.
"""

from grader.course.patch import replace, where

patch = replace(
    "losses = -_A[torch.arange(len(labels)), labels]",
    "losses = -_A.exp()[torch.arange(len(labels)), labels]",
) | (
    where("return loss")
    + replace(
        "loss = loss_fn(logits, labels)",
        "loss = torch.nn.functional.nll_loss(logits.softmax(1), labels)",
    )
)
