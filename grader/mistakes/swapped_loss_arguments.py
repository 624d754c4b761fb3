"""The loss gets its two arguments in the wrong order.

## What happens
Losses of PyTorch take the prediction first and the target second. For cross entropy the
two differ in shape and type, and the call stops: `log_softmax` is not implemented for the
integers of the labels.

## Why it is easy to miss
Other libraries put the target first, and with a mean squared error the order does not
matter.

## Hints
1. Which argument does the loss take first?
2. What are the shapes and types of the two, and which fits scores?
3. Where you call the loss, put the prediction first: `loss_fn(prediction, target)`.
"""

from grader.course.patch import replace

patch = replace("loss = loss_fn(_A, _B)", "loss = loss_fn(_B, _A)")
