"""The optimizer does not hold the parameters of the new layer.

## What happens
An optimizer moves the parameters that it was given when it was made, and no others. Those
of the new layer were not among them: the layer was put in afterwards, or left out of what
the optimizer got. They get gradients and never move.

## Why it is easy to miss
Nothing fails. The rest of the model learns to live with a random last layer, so the loss
even falls.

## Hints
1. Compare the new layer's weights before and after training. Did they move?
2. Which parameters was the optimizer given, and which did the model have at that moment?
3. Change the model first, then make the optimizer from `model.parameters()`.
"""

from grader.course.patch import swap

patch = swap("model.head = _A", "optimizer = torch.optim.SGD(model.parameters(), lr=lr)")
