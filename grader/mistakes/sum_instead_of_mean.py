"""The loss or its gradient is the sum over the batch, not the mean.

## What happens
The division that makes a mean of a sum is undone or left out. The gradient that it belongs
to is too long by that factor, a number of examples or of entries. Where each batch makes a step, a
short last batch then makes a smaller one than the others.

## Why it is easy to miss
With a learning rate that is small enough, training works. Only when the batch size
changes, it suddenly does not.

## Hints
1. By which factor does your gradient differ from that of the mean loss?
2. What would happen to the size of a step if you doubled the batch size?
3. Take the mean: by hand divide by how many numbers were added up; a `loss_fn` with mean
   reduction has done it already.
"""

from grader.course.patch import replace, where

patch = replace("loss.backward()", "(loss * len(x)).backward()") | replace(
    "2 * _A / len(x)", "2 * _A"
)
variants = (
    where("loss.backward()") + replace("loss = loss_fn(_A, _B)", "loss = loss_fn(_A, _B) * len(x)"),
    replace("(loss * len(x) / seen).backward()", "(loss * len(x)).backward()"),
    replace("return losses.mean()", "return losses.sum()"),
    replace("torch.nn.CrossEntropyLoss()", 'torch.nn.CrossEntropyLoss(reduction="sum")'),
    replace("dw = 2 * _A / len(x)", "dw = 2 * _A"),
    replace("db = 2 * _A / len(x)", "db = 2 * _A"),
)
