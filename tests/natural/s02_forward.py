"""Classes and counts that go wrong in two ways. Docstrings say which mistakes are named."""

import torch


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
