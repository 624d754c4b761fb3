"""The loss that is returned is divided by the number of examples, although it is a mean already.

## What happens
Training is right: the update uses the mean loss. Only the number that you hand back is too
small, by the size of the batch.

## Why it is easy to miss
A smaller loss looks like a better model, and it falls as it should.

## Hints
1. What has the loss function done with the losses of the single examples?
2. Divide the expected loss by the one that you return. Which number of this batch is that?
3. Hand back `loss.item()` as it is, in the line that returns or collects it.
"""

from grader.course.patch import replace

patch = replace("return loss.item()", "return loss.item() / len(x)")
variants = (replace("losses.append(loss.item())", "losses.append(loss.item() / len(x))"),)
