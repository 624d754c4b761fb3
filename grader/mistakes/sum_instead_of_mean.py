"""The gradient is the sum over the batch, not the mean.

## What happens
A loss that is a mean is divided by the number of examples. Here that division is undone
or left out, so each gradient is that many times too long. A short last batch then makes a
smaller step than the others.

## Why it is easy to miss
With a learning rate that is small enough, training works. Only when the batch size
changes, it suddenly does not.

## Hints
1. By which factor does your gradient differ from that of the mean loss?
2. What would happen to the size of a step if you doubled the batch size?
3. Call `backward()` on the loss as `loss_fn` returns it: it is the mean already. By hand,
   divide the sum over the examples by `len(x)`.
"""

from grader.patch import replace, where

patch = replace("loss.backward()", "(loss * len(x)).backward()") | replace(
    "2 * _A / len(x)", "2 * _A"
)
variants = (
    where("loss.backward()") + replace("loss = loss_fn(_A, _B)", "loss = loss_fn(_A, _B) * len(x)"),
    replace("dw = 2 * _A / len(x)", "dw = 2 * _A"),
    replace("db = 2 * _A / len(x)", "db = 2 * _A"),
)
