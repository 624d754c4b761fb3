"""The optimizer holds parameters that the model no longer has.

## What happens
An optimizer takes its list of parameters when it is made. A layer that is put in
afterwards has new ones, which are not on that list: they get gradients and never move.
The old layer's are on it, and nobody uses them any more.

## Why it is easy to miss
Nothing fails. The rest of the model learns to live with a random last layer, so the loss
even falls.

## Hints
1. Compare the new layer's weights before and after training. Did they move?
2. When did the optimizer learn which parameters there are, and what changed later?
3. Change the model first, then make the optimizer from `model.parameters()`.
"""

from grader.course.patch import swap

patch = swap("model.head = _A", "optimizer = torch.optim.SGD(model.parameters(), lr=lr)")
