"""Wrong versions of stage 11. Docstrings say which mistakes are named."""

import math

import torch
import torch.nn.functional as F


def initial_loss_is_sane__with_backward(model, x, labels, num_classes):
    """leaks_into_grad"""
    loss = F.cross_entropy(model(x), labels)
    loss.backward()
    expected = math.log(num_classes)
    return abs(loss.item() - expected) <= 0.2 * expected


def initial_loss_is_sane__two_percent(model, x, labels, num_classes):
    """other_tolerance"""
    with torch.no_grad():
        measured = F.cross_entropy(model(x), labels).item()
    return math.isclose(measured, math.log(num_classes), rel_tol=0.02)
