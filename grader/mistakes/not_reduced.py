"""The result is one loss per example or output, not one number.

## What happens
What you return is a tensor of losses. `backward()` needs a single number to start from
and refuses it: grad can be implicitly created only for scalar outputs.

## Why it is easy to miss
All the numbers are right, and with one example there is only one of them.

## Hints
1. What is the shape of the result?
2. From how many numbers can `backward()` start?
3. End with a mean over everything, `.mean()` without a dimension; a loss of PyTorch
   does it with `reduction="mean"`.
"""

from grader.course.patch import replace, where

MEAN = "return losses.mean()"

patch = replace(MEAN, "return losses") | replace(
    "torch.nn.CrossEntropyLoss()", 'torch.nn.CrossEntropyLoss(reduction="none")'
)
variants = (
    replace(MEAN, "return losses.mean(dim=-1)"),
    replace(MEAN, "return losses.mean(dim=0)"),
    where("log_probabilities = _A") + replace(MEAN, "return losses.unsqueeze(1)"),
)
