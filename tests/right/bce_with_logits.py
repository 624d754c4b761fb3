"""Right versions of 03_loss/bce_with_logits."""

import torch
from torch import nn


def bce_with_logits__reference(logits, targets):
    losses = logits.clamp(min=0) - logits * targets + torch.log1p(torch.exp(-logits.abs()))
    return losses.mean()


def bce_with_logits__functional(logits, targets):
    return nn.functional.binary_cross_entropy_with_logits(logits, targets)


def bce_with_logits__module_flat(logits, targets):
    return nn.BCEWithLogitsLoss()(logits.reshape(-1), targets.reshape(-1))


def bce_with_logits__softplus(logits, targets):
    return (nn.functional.softplus(logits) - logits * targets).mean()


def bce_with_logits__logsigmoid(z, t):
    yes, no = nn.functional.logsigmoid(z), nn.functional.logsigmoid(-z)
    return -(t * yes + (1 - t) * no).mean()


def bce_with_logits__logaddexp(logits, targets):
    zero = torch.zeros((), dtype=logits.dtype)
    losses = targets * torch.logaddexp(zero, -logits)
    losses = losses + (1 - targets) * torch.logaddexp(zero, logits)
    return losses.sum() / losses.numel()


def bce_with_logits__two_classes(logits, targets):
    """A cross entropy over the scores 0 and z."""
    z = logits.flatten()
    log_p = torch.log_softmax(torch.stack([torch.zeros_like(z), z], dim=1), dim=1)
    t = targets.flatten()
    return -(log_p[:, 0] * (1 - t) + log_p[:, 1] * t).mean()


def bce_with_logits__maximum(logits: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """Use the maximum as max(z, 0), and plain log."""
    highest = torch.maximum(logits, torch.zeros_like(logits))
    tail = torch.log(torch.exp(-highest) + torch.exp(logits - highest))
    return torch.mean((1 - targets) * logits + (highest - logits) + tail)


def bce_with_logits__safe_where(logits, targets):
    """Both branches of `where` are finite, so both gradients are."""
    small = torch.where(logits > 0, -logits, logits)
    tail = small.exp().log1p()
    return (
        torch.where(logits > 0, logits, torch.zeros_like(logits)) - logits * targets + tail
    ).mean()


def bce_with_logits__loop(logits, targets):
    losses = []
    for z, t in zip(logits.flatten(), targets.flatten(), strict=True):
        if z > 0:
            losses.append(z * (1 - t) + torch.log(1 + torch.exp(-z)))
        else:
            losses.append(torch.log(1 + torch.exp(z)) - z * t)
    return sum(losses) / len(losses)


def bce_with_logits__single_precision_targets(logits, targets):
    t = targets.float()
    return (logits.relu() - logits * t + torch.log1p((-logits.abs()).exp())).mean()


def bce_with_logits__difference_of_means(logits, targets):
    rows, n = torch.logaddexp(logits, torch.zeros_like(logits)), logits.numel()
    return rows.mean() - torch.dot(logits.flatten(), targets.flatten()) / n


def bce_with_logits__in_double(logits, targets):
    return nn.functional.binary_cross_entropy_with_logits(logits.double(), targets.double())
