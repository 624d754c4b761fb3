"""Losses by hand with a slip in the formula. Docstrings say which mistake is named."""

import math

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


def cross_entropy__shift_by_columns(logits, labels):
    """shift_along_batch"""
    shifted = logits - logits.amax(dim=0)
    own = shifted.gather(1, labels.unsqueeze(1)).squeeze(1)
    return (shifted.exp().sum(dim=1).log() - own).mean()


def cross_entropy__bits_of_the_sum(logits, labels):
    """wrong_log_base"""
    shifted = logits - logits.amax(dim=1, keepdim=True)
    own = shifted[torch.arange(len(labels)), labels]
    return (torch.log2(shifted.exp().sum(dim=1)) - own).mean()


def bce_with_logits__scores_alone(logits, targets):
    """targets_left_out"""
    return (torch.relu(logits) + torch.log1p(torch.exp(-logits.abs()))).mean()


def bce_with_logits__largest_score(logits, targets):
    """one_maximum_for_all_scores"""
    return (torch.max(logits) - logits * targets + torch.log1p(torch.exp(-logits.abs()))).mean()


def classification_loss__smoothed(model, x, labels):
    """labels_smoothed"""
    return torch.nn.functional.cross_entropy(model(x), labels, label_smoothing=0.1)


def expected_initial_loss__one_bit_each(num_classes):
    """yes_or_no_per_class"""
    return -num_classes * math.log(0.5)


def expected_initial_loss__cut_off(num_classes):
    """rounded_to_whole_number"""
    return math.floor(math.log(num_classes))


def expected_initial_loss__of_a_miss(num_classes):
    """log_of_error_rate"""
    return -math.log((num_classes - 1) / num_classes)
