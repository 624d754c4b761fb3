"""Right versions of 03_loss/expected_initial_loss."""

import math
from math import log

import numpy
import torch


def expected_initial_loss__log(num_classes):
    return math.log(num_classes)


def expected_initial_loss__minus_log_of_share(c: int) -> float:
    """Return the loss of a model that knows nothing."""
    return -log(1 / c)


def expected_initial_loss__torch(num_classes):
    return torch.log(torch.tensor(float(num_classes))).item()


def expected_initial_loss__tensor(num_classes):
    return -torch.log(torch.tensor(1.0) / num_classes)


def expected_initial_loss__numpy(num_classes):
    return numpy.log(num_classes)


def expected_initial_loss__measured(num_classes):
    logits = torch.zeros(1, num_classes)
    return torch.nn.functional.cross_entropy(logits, torch.tensor([0])).item()


def expected_initial_loss__entropy(num_classes):
    share = 1 / num_classes
    return sum(-share * math.log(share) for _ in range(num_classes))


def expected_initial_loss__other_base(num_classes):
    return math.log2(num_classes) * math.log(2)
