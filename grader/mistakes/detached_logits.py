"""The outputs or the loss are cut from the graph.

## What happens
`detach()` returns the same numbers without their history. The loss computed from them
does not know which weights made it, and `backward()` stops: element 0 of tensors
does not require grad.

## Why it is easy to miss
`detach()` is right when outputs are kept for a metric, and it prints the same values.

See also: `cut_from_graph`.

## Hints
1. What is the `grad_fn` of your loss?
2. Which call removes a tensor's history?
3. Use the outputs as they are for the loss; detach only copies that you keep for
   metrics.
"""

from grader.course.patch import replace, where

patch = where("loss.backward()") + replace(
    "loss = loss_fn(_A, _B)", "loss = loss_fn(_A.detach(), _B)"
)
variants = (
    where("scaler.scale(loss).backward()")
    + replace("loss = loss_fn(_A, _B)", "loss = loss_fn(_A.detach(), _B)"),
    replace("return losses.mean()", "return losses.mean().detach()"),
    replace("return loss", "return loss.detach()"),
    where("return loss") + replace("loss = loss_fn(_A, _B)", "loss = loss_fn(_A.detach(), _B)"),
)
