"""The log is taken of a number that has become 0 or infinite.

## What happens
Softmax and sigmoid give exactly 0 for a score far below the others, and the exponential of a
large score is infinite. The log of these is infinite too, so the loss is infinite or nan, and
its gradient is nan. The log of the probability itself is an ordinary number, such as -10000,
when it is computed from the scores in one go.

## Why it is easy to miss
The formula in the book is written with p and log p, and as long as no probability is
smaller than the smallest float it is right.

See also: `unstable_exp`.

## Hints
1. What is `torch.softmax` of the scores 10000 and 0, and what is the log of it?
2. How does log(exp(z) / sum) simplify before anything is computed?
3. Compute the log-probability from the scores: z - log(sum of exp(z)), with the row's
   largest score subtracted first. For a sigmoid use the stable formula
   `logits.clamp(min=0) - logits * targets + torch.log1p(torch.exp(-logits.abs()))`.
"""

from grader.course.patch import drop, replace

PICKED = "losses = -_A[torch.arange(len(labels)), labels]"
SHARES = "losses = logits.clamp(min=0) - _A + _B"

patch = (
    drop("shifted = _A")
    + replace("log_probabilities = _A", "log_probabilities = logits.softmax(dim=1).log()")
) | replace(
    SHARES,
    "p = torch.sigmoid(logits)\nlosses = -(targets * p.log() + (1 - targets) * (1 - p).log())",
)
variants = (
    replace(
        "log_probabilities = _A",
        "log_probabilities = (shifted.exp() / shifted.exp().sum(dim=1, keepdim=True)).log()",
    ),
    drop("shifted = _A")
    + drop("log_probabilities = _A")
    + replace(PICKED, "losses = -logits.softmax(dim=1)[torch.arange(len(labels)), labels].log()"),
    drop("shifted = _A")
    + replace("log_probabilities = _A", "log_probabilities = logits.softmax(dim=1).log()")
    + replace(
        PICKED, "losses = -(torch.nn.functional.one_hot(labels, logits.shape[1]) * _A).sum(dim=1)"
    ),
    replace(
        SHARES,
        "p = torch.exp(logits) / (1 + torch.exp(logits))\n"
        "losses = -(targets * p.log() + (1 - targets) * (1 - p).log())",
    ),
    replace(
        SHARES,
        "p = 1 / (1 + torch.exp(-logits))\n"
        "losses = -(targets * p.log() + (1 - targets) * (1 - p).log())",
    ),
)
