"""The loss that is returned is multiplied by the number of examples.

## What happens
Training is right: the update uses the mean loss. Only the number that you hand back is the
sum over the batch, so it grows with the batch although the model is the same.

## Why it is easy to miss
The product is what an average over an epoch needs, where it is divided by the number of all
examples in the end. Here nobody divides it.

## Hints
1. Twice as many examples like these: which loss do you return then?
2. Divide the loss that you return by the expected one. Which number of this batch is that?
3. Hand back `loss.item()` as it is, in the line that returns or collects it.
"""

from grader.course.patch import replace

patch = replace("return loss.item()", "return loss.item() * len(x)")
variants = (replace("losses.append(loss.item())", "losses.append(loss.item() * len(x))"),)
