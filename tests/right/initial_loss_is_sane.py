"""Right versions of 11_sanity/initial_loss_is_sane."""

import copy
import math

import numpy as np
import torch
import torch.nn.functional as F


def initial_loss_is_sane__distance(model, x, labels, num_classes):
    with torch.no_grad():
        loss = F.cross_entropy(model(x), labels).item()
    expected = math.log(num_classes)
    return abs(loss - expected) <= 0.2 * expected


def initial_loss_is_sane__between(model, x, labels, num_classes):
    loss = float(F.cross_entropy(model(x), labels).detach())
    low, high = 0.8 * math.log(num_classes), 1.2 * math.log(num_classes)
    return low < loss < high


def initial_loss_is_sane__eval_and_back(model, x, labels, num_classes):
    was_training = model.training
    model.eval()
    try:
        with torch.inference_mode():
            loss = F.nll_loss(F.log_softmax(model(x), dim=1), labels)
    finally:
        model.train(was_training)
    return bool(abs(loss / math.log(num_classes) - 1) < 0.2)


def initial_loss_is_sane__tensors(model, x, labels, num_classes):
    """The answer is a 0-dim tensor."""
    loss = F.cross_entropy(model(x), labels)
    expected = -torch.log(torch.tensor(1 / num_classes))
    return torch.isclose(loss, expected, rtol=0.2, atol=0.0)


def initial_loss_is_sane__by_hand(model, x, labels, num_classes):
    logits = model(x).detach().numpy()
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(len(labels)), labels.numpy()].mean()
    return np.abs(loss - np.log(num_classes)) <= 0.2 * np.log(num_classes)


def initial_loss_is_sane__perplexity(model, x, labels, num_classes):
    """Two ways to say the same: exp(loss) between C ** 0.8 and C ** 1.2."""
    with torch.no_grad():
        perplexity = F.cross_entropy(model(x), labels).exp().item()
    return num_classes**0.8 <= perplexity <= num_classes**1.2


def initial_loss_is_sane__relative_to_loss(model, x, labels, num_classes):
    """Cases near the limit are not tested: this share is another one there."""
    twin = copy.deepcopy(model).eval()
    loss = torch.nn.CrossEntropyLoss()(twin(x), labels)
    ratio = math.log(logits_classes(twin, x)) / loss.item()
    if ratio > 1.25:
        return False
    return not ratio < 1 / 1.2


def logits_classes(model, x):
    return model(x).shape[1]


def initial_loss_is_sane__sum(model, x, labels, num_classes):
    total = 0.0
    for row, label in zip(x, labels):
        with torch.no_grad():
            total += F.cross_entropy(model(row[None]), label[None]).item()
    return math.isclose(total / len(x), math.log(num_classes), rel_tol=0.2)
