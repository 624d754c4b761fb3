"""The score of the label is left out, so the labels decide nothing.

## What happens
The loss of one example is the logarithm of the summed exponentials of its scores, minus the
score of its label. With the first part alone any labels give the same loss, and training
pushes all scores down.

## Why it is easy to miss
The result is one number that falls during training, and it stays finite.

## Hints
1. What does your loss become when you hand over other labels?
2. Which score should make the loss smaller when it grows?
3. Take the label's own score off: `logits.logsumexp(dim=1) - logits[rows, labels]`, with
   `rows = torch.arange(len(labels))`.
"""

from grader.course.patch import replace

patch = replace(
    "losses = -log_probabilities[torch.arange(len(labels)), labels]",
    "losses = logits.logsumexp(dim=1)",
)
