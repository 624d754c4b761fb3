"""Softmax is applied before a loss that applies it again.

## What happens
`CrossEntropyLoss` takes raw scores and does the (log) softmax itself. Given
probabilities, which lie between 0 and 1, it squeezes them together once more: even a
perfect prediction keeps a loss well above 0 (0.5514 with three classes), and the gradients are
too small.

## Why it is easy to miss
Training works, only worse, and the accuracy is unaffected at first because softmax
keeps the order.

See also: `softmax_on_output`.

## Hints
1. What does `CrossEntropyLoss` expect as its first argument?
2. How small can the loss become if its inputs are all between 0 and 1?
3. Leave your softmax out: the raw scores go into the loss.
"""

from grader.course.patch import before, replace

patch = replace("loss = loss_fn(_A, _B)", "loss = loss_fn(_A.softmax(dim=1), _B)")
variants = (
    replace("loss = loss_fn(_A, _B)", "loss = loss_fn(_A.softmax(dim=1), _B)")
    + replace("val_loss = loss_fn(_C, _D)", "val_loss = loss_fn(_C.softmax(dim=1), _D)"),
    before("shifted = _A", "logits = logits.softmax(dim=1)"),
    before("measured = _A", "scores = scores.softmax(dim=1)"),
)
