"""Wrong versions of stage 11. Docstrings say which mistakes are named."""

import math

import torch.nn.functional as F


def initial_loss_is_sane__with_backward(model, x, labels, num_classes):
    """leaks_into_grad"""
    loss = F.cross_entropy(model(x), labels)
    loss.backward()
    expected = math.log(num_classes)
    return abs(loss.item() - expected) <= 0.2 * expected
