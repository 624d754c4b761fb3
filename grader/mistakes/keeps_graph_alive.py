"""Every batch's graph is kept until the end.

## What happens
A tensor that was computed from the weights remembers its whole graph, and here one of each
batch, such as its loss, is kept until the end, by itself or in a sum. Memory grows with each
batch, although the numbers are right.

## Why it is easy to miss
Nothing is wrong with the result. On a small data set there is enough memory.

## Hints
1. What do you keep of each batch: tensors or numbers?
2. What does a tensor with a `grad_fn` hold on to?
3. Keep or add up `loss.item()`, or `loss.detach()`.
"""

from grader.course.patch import replace

patch = (
    replace("total_loss += loss.item() * len(x)", "total_loss += loss * len(x)")
    + replace("total_loss / seen", "(total_loss / seen).item()")
) | (
    replace("losses.append(loss.item())", "losses.append(loss)")
    + replace("return losses", "return [value.item() for value in losses]")
)
