"""The label's raw score is taken for its log-probability.

## What happens
The log-probability of a label is its score minus the log of the sum of the exponentials of all
scores. That second part is missing here: it is left out of the formula, or `nll_loss`, which only
picks the entry of the right class and changes its sign, gets raw scores. What is left has no lower
bound: it can be negative, and training drives it towards minus infinity.

## Why it is easy to miss
The shapes fit, and the value falls beautifully.

## Hints
1. Can your loss become negative? Should it?
2. What do the probabilities of an example add up to, and which part of the formula sees to that?
3. Take the log-softmax of the scores first; a cross entropy does both in one.
"""

from grader.course.patch import drop, replace

patch = replace("loss = loss_fn(_A, _B)", "loss = torch.nn.functional.nll_loss(_A, _B)")
variants = (drop("shifted = _A") + replace("log_probabilities = _A", "log_probabilities = logits"),)
