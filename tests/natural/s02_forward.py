"""Classes and counts that go wrong in two ways. Docstrings say which mistakes are named."""

import torch
from torch import nn


def predict_classes__shares_of_the_batch(logits):
    """softmax_wrong_dim"""
    return torch.softmax(logits, dim=0).argmax(dim=1)


def predict_classes__as_if_there_were_two(logits):
    """threshold_for_argmax"""
    return (torch.sigmoid(logits)[:, 1] > 0.5).long()


def count_parameters__weights_frozen_or_not(model):
    """biases_not_counted frozen_counted"""
    return sum(p.numel() for name, p in model.named_parameters() if "weight" in name)


def forward_by_hand__absolute_values(x, w1, b1, w2, b2):
    """wrong_activation"""
    return (x @ w1.T + b1).abs() @ w2.T + b2


def predict_classes__strongest_score(logits):
    """farthest_from_zero_chosen"""
    return (logits**2).max(dim=1).indices


def count_parameters__values(model):
    """values_added_not_counted"""
    total = 0.0
    for p in model.parameters():
        if p.requires_grad:
            total += float(p.detach().sum())
    return total


def count_parameters__sizes(model):
    """sizes_added_not_multiplied"""
    total = 0
    for p in model.parameters():
        if p.requires_grad:
            for size in p.shape:
                total += size
    return total


def count_parameters__those_that_rest(model):
    """only_frozen_counted"""
    return sum(p.numel() for p in model.parameters() if p.requires_grad is False)


def make_mlp__always_sixteen(n_in, n_hidden, n_out):
    """hyperparameter_ignored"""
    first, second = nn.Linear(n_in, 16), nn.Linear(16, n_out)
    return nn.Sequential(first, nn.ReLU(), second)


def make_mlp__with_dropout(n_in, n_hidden, n_out):
    """dropout_added"""

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.first = nn.Linear(n_in, n_hidden)
            self.second = nn.Linear(n_hidden, n_out)
            self.drop = nn.Dropout()

        def forward(self, x):
            return self.second(self.drop(torch.relu(self.first(x))))

    return Net()
