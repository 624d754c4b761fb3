"""Losses by hand with a slip in the formula. Docstrings say which mistake is named."""

import torch
import torch.nn.functional as F


def bce_with_logits__product_added(logits, targets):
    """sign_in_stable_formula"""
    return (F.relu(logits) + logits * targets + (-logits.abs()).exp().log1p()).mean()


def classification_loss__shares_of_the_batch(model, x, labels):
    """softmax_wrong_dim"""
    return F.nll_loss(torch.log_softmax(model(x), dim=0), labels)


def cross_entropy__labels_unused(logits, labels):
    """label_score_left_out"""
    return logits.logsumexp(dim=1).mean()
