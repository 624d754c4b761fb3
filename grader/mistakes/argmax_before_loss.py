"""The loss gets chosen classes instead of scores, and a choice has no gradient.

## What happens
`argmax` returns an integer tensor. A tiny change of a weight does not change it, so there
is nothing to differentiate, and the graph ends there. Counting wrong choices gives an
error rate that no weight can learn from. Cross entropy refuses integers: expected
floating point type. With `.float()` on both sides the loss has a value, and `backward()`
stops: element 0 of tensors does not require grad.

## Why it is easy to miss
Predicted classes are what you compare by eye, so handing them to the loss seems
natural.

## Hints
1. What type does `argmax` return, and can it have a gradient?
2. Which of the two does a loss need: scores, or the decision made from them?
3. Give the loss the raw outputs; use `argmax` only for the accuracy.
"""

from grader.course.patch import replace, where

patch = where("loss.backward()") + replace(
    "loss = loss_fn(_A, _B)", "loss = loss_fn(_A.argmax(dim=1).float(), _B.float())"
)
variants = (
    where("loss.backward()")
    + replace("loss = loss_fn(_A, _B)", "loss = loss_fn(_A.argmax(dim=1), _B)"),
    where("loss.backward()")
    + replace("loss = loss_fn(_A, _B)", "loss = loss_fn(_A.argmax(dim=1).float(), _B)"),
    # which takes away the dimension that the targets were given
    where("loss.backward()")
    + replace("loss = loss_fn(_A, y.unsqueeze(1))", "loss = loss_fn(_A.argmax(dim=1).float(), y)"),
    # a loss by hand, and a loss that is returned
    replace(
        "losses = -_A[torch.arange(len(labels)), labels]",
        "losses = (logits.argmax(dim=1) != labels).float()",
    ),
    where("return loss")
    + replace(
        "loss = loss_fn(logits, labels)",
        "loss = loss_fn(logits.argmax(dim=1).float(), labels.float())",
    ),
    where("return loss")
    + replace("loss = loss_fn(logits, labels)", "loss = loss_fn(logits.argmax(dim=1), labels)"),
    where("return loss")
    + replace(
        "loss = loss_fn(logits, labels)", "loss = loss_fn(logits.argmax(dim=1).float(), labels)"
    ),
)
