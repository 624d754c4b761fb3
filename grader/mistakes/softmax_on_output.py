"""The output is turned into probabilities inside the model.

## What happens
Softmax makes each row positive with sum 1. The usual loss for classes, cross entropy,
takes raw scores and applies it by itself; a model that applies it too has it twice.

## Why it is easy to miss
Softmax keeps the order of the scores, so the predicted classes stay the same.

See also: `softmax_before_cross_entropy`.

## Hints
1. What is the sum of each row of your output?
2. What was the model asked to return: scores or probabilities?
3. Return what the second Linear layer gives.
"""

from grader.course.patch import replace, where

patch = (where("hidden = _H") + replace("return _A", "return torch.softmax(_A, dim=1)")) | replace(
    "nn.Sequential(_A, _B, _C)", "nn.Sequential(_A, _B, _C, nn.Softmax(dim=1))"
)
variants = (
    (where("hidden = _H") + replace("return _A", "return torch.log_softmax(_A, dim=1)"))
    | replace("nn.Sequential(_A, _B, _C)", "nn.Sequential(_A, _B, _C, nn.LogSoftmax(dim=1))"),
)
