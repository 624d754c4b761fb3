"""Softmax is applied over the batch instead of over the classes.

## What happens
With `dim=0` each column sums to 1: examples of one batch compete with each other, and
what comes out for one of them depends on who else is in the batch. Where the loss applies
its own softmax, the scores are squeezed once more besides.

## Why it is easy to miss
The shape is the same either way, and all numbers lie between 0 and 1.

## Hints
1. Over which dimension do your values sum to 1?
2. Dimension 0 counts examples, dimension 1 counts classes. Which of them should
   compete?
3. By hand the sum goes over `dim=1`. `CrossEntropyLoss` and `argmax` need no softmax at
   all: hand them the raw outputs.
"""

from grader.course.patch import replace, where

patch = replace("loss = loss_fn(_A, _B)", "loss = loss_fn(_A.softmax(dim=0), _B)")
variants = (
    replace("logits = model(x)", "logits = model(x).softmax(dim=0)"),
    replace("return logits.argmax(dim=1)", "return logits.softmax(dim=0).argmax(dim=1)"),
    replace(
        "loss = loss_fn(logits, labels)",
        "loss = torch.nn.functional.nll_loss(logits.log_softmax(dim=0), labels)",
    ),
    where("shifted = _A") + replace("_A.sum(dim=1, keepdim=True)", "_A.sum(dim=0, keepdim=True)"),
    replace("logits.max(dim=1, keepdim=True)", "logits.max(dim=0, keepdim=True)")
    + replace("_A.sum(dim=1, keepdim=True)", "_A.sum(dim=0, keepdim=True)"),
)
