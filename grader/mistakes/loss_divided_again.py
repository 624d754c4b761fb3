"""The mean loss is divided by the number of examples once more.

## What happens
The loss is a mean already. Dividing again makes each gradient too short by the
size of its batch, so the model learns that many times more slowly.

## Why it is easy to miss
Nothing is wrong with the direction, and a larger learning rate seems to repair it.

## Hints
1. What has been averaged over the batch already?
2. By which factor are your gradients too small?
3. Use the mean as it is, without another division.
"""

from grader.course.patch import replace, where

patch = replace("loss.backward()", "(loss / len(x)).backward()")
variants = (
    where("loss.backward()") + replace("loss = loss_fn(_A, _B)", "loss = loss_fn(_A, _B) / len(x)"),
    replace("(loss * len(x) / seen).backward()", "(loss / seen).backward()"),
    replace("(loss * len(x) / seen).backward()", "(loss / len(x)).backward()"),
    replace("return losses.mean()", "return losses.mean() / len(losses)"),
    replace("return loss", "return loss / len(x)"),
)
