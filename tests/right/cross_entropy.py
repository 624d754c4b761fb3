"""Right versions of 03_loss/cross_entropy."""

import torch
from torch import nn


def cross_entropy__reference(logits, labels):
    shifted = logits - logits.max(dim=1, keepdim=True).values
    log_probabilities = shifted - shifted.exp().sum(dim=1, keepdim=True).log()
    return -log_probabilities[torch.arange(len(labels)), labels].mean()


def cross_entropy__functional(logits, labels):
    return nn.functional.cross_entropy(logits, labels)


def cross_entropy__log_softmax_first(logits, labels):
    """log_softmax before CrossEntropyLoss changes nothing: it is not a mistake."""
    return nn.CrossEntropyLoss()(torch.log_softmax(logits, dim=1), labels)


def cross_entropy__logsumexp(logits, labels):
    picked = logits.gather(1, labels.unsqueeze(1)).squeeze(1)
    return (torch.logsumexp(logits, dim=-1) - picked).mean()


def cross_entropy__one_hot(logits, labels):
    one_hot = nn.functional.one_hot(labels, logits.shape[1]).float()
    return -(one_hot * nn.functional.log_softmax(logits, dim=-1)).sum() / len(logits)


def cross_entropy__one_hot_by_scatter(logits, labels):
    table = torch.zeros_like(logits).scatter_(1, labels.view(-1, 1), 1.0)
    highest = logits.amax(dim=1, keepdim=True)
    log_sum = highest + (logits - highest).exp().sum(1, keepdim=True).log()
    return ((log_sum - logits) * table).sum(dim=1).mean()


def cross_entropy__nll(logits, labels):
    return nn.NLLLoss()(nn.LogSoftmax(dim=1)(logits), labels)


def cross_entropy__row_by_row(logits, labels):
    losses = []
    for row, label in zip(logits, labels, strict=True):
        shifted = row - row.max()
        losses.append(torch.log(torch.exp(shifted).sum()) - shifted[label])
    return torch.stack(losses).mean()


def cross_entropy__sum_divided(logits: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Sum up, then divide by the number of examples."""
    n = logits.size(0)
    with torch.no_grad():
        highest, best = logits.max(1)
        print("accuracy", (best == labels).float().mean().item())
    z = logits - highest.reshape(n, 1)
    total = torch.log(torch.exp(z).sum(1)).sum() - z[range(n), labels].sum()
    return total / n


def cross_entropy__margins(logits, labels):
    """Through the differences to the label's own score."""
    own = logits[torch.arange(len(labels)), labels]
    margins = logits - own[:, None]
    return torch.logsumexp(margins, dim=1).mean()


def cross_entropy__transposed(logits, labels):
    columns = logits.T
    log_p = columns - torch.logsumexp(columns, dim=0)
    total = 0.0
    for i, label in enumerate(labels.tolist()):
        total = total - log_p[label, i]
    return total / len(labels)


def cross_entropy__einsum(logits, labels):
    """One type only: this would fail if the types were mixed."""
    one_hot = nn.functional.one_hot(labels, logits.shape[1]).float()
    z = logits - logits.amax(dim=1, keepdim=True)
    picked = torch.einsum("nc,nc->n", one_hot, z)
    return (z.exp().sum(dim=1).log() - picked).mean()


def cross_entropy__difference_of_means(logits, labels):
    return logits.logsumexp(dim=1).mean() - logits.gather(1, labels[:, None]).mean()


def cross_entropy__in_double(logits, labels):
    return nn.functional.cross_entropy(logits.double(), labels)


def cross_entropy__single_precision(logits, labels):
    z = logits.float()
    z = z - z.max(dim=1, keepdim=True)[0].detach()
    return -(z - z.exp().sum(dim=1, keepdim=True).log()).gather(1, labels[:, None]).mean()
