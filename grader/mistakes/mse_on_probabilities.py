"""The squared error of probabilities is used instead of the loss that was asked for.

## What happens
Softmax and mean squared error also measure how wrong a classifier is, but with other
values and gradients: where the model is confidently wrong, the gradient almost
vanishes.

## Why it is easy to miss
The loss falls and the accuracy rises, as with any sensible measure of error.

## Hints
1. Which loss does your code compute, and which one was asked for?
2. How large is the gradient of each where the model is sure of a wrong class?
3. Use the cross entropy of the raw outputs, or the `loss_fn` that was given.
"""

from grader.course.patch import replace

patch = replace(
    "loss = loss_fn(_A, _B)",
    "loss = torch.nn.functional.mse_loss(_A.softmax(dim=1), "
    "torch.nn.functional.one_hot(_B, _A.shape[1]).float())",
)
variants = (
    replace(
        "losses = -_A[torch.arange(len(labels)), labels]",
        "losses = ((_A.exp() - torch.nn.functional.one_hot(labels, _A.shape[1])) ** 2).sum(dim=1)",
    ),
    replace(
        "losses = -_A[torch.arange(len(labels)), labels]",
        "losses = ((_A.exp() - torch.nn.functional.one_hot(labels, _A.shape[1])) ** 2).mean(dim=1)",
    ),
    replace(
        "losses = logits.clamp(min=0) - _A + _B", "losses = (torch.sigmoid(logits) - targets) ** 2"
    ),
)
