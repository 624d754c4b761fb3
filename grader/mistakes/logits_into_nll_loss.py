"""`nll_loss` gets raw scores, although it expects log-probabilities.

## What happens
`nll_loss` only picks the entry of the right class and changes its sign. On raw scores
that value has no lower bound: it can be negative, and training drives it towards minus
infinity.

## Why it is easy to miss
The name says loss, the shapes fit, and the value falls beautifully.

## Hints
1. Can your loss become negative? Should it?
2. What is the difference between `nll_loss` and `cross_entropy`?
3. Take the log-softmax of the scores first; a cross entropy does both in one.
"""

from grader.course.patch import drop, replace

patch = replace("loss = loss_fn(_A, _B)", "loss = torch.nn.functional.nll_loss(_A, _B)")
variants = (drop("shifted = _A") + replace("log_probabilities = _A", "log_probabilities = logits"),)
