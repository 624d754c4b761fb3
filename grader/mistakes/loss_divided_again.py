"""The mean loss is divided by the number of examples once more.

## What happens
`loss_fn` returns a mean already. Dividing again makes each gradient too short by the
size of its batch, so the model learns that many times more slowly.

## Why it is easy to miss
Nothing is wrong with the direction, and a larger learning rate seems to repair it.

## Hints
1. Has `loss_fn` averaged over the batch already?
2. By which factor are your gradients too small?
3. Call `backward()` on the loss as it is.
"""

from grader.patch import replace, where

patch = replace("loss.backward()", "(loss / len(x)).backward()")
variants = (
    where("loss.backward()") + replace("loss = loss_fn(_A, _B)", "loss = loss_fn(_A, _B) / len(x)"),
)
