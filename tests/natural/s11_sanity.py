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


def initial_loss_is_sane__one_of_c(model, x, labels, num_classes):
    """share_for_initial_loss"""
    with torch.no_grad():
        loss = F.cross_entropy(model(x), labels).item()
    return abs(loss - 1 / num_classes) <= 0.2 / num_classes


def initial_loss_is_sane__sum(model, x, labels, num_classes):
    """summed_loss_compared"""
    with torch.no_grad():
        loss = F.cross_entropy(model(x), labels, reduction="sum").item()
    return 0.8 * math.log(num_classes) <= loss <= 1.2 * math.log(num_classes)


def initial_loss_is_sane__far_away(model, x, labels, num_classes):
    """answer_inverted"""
    with torch.no_grad():
        loss = F.cross_entropy(model(x), labels).item()
    return abs(loss / math.log(num_classes) - 1) > 0.2


def _gradients(model, x, y, loss_fn):
    learned = {name: p for name, p in model.named_parameters() if p.requires_grad}
    loss = loss_fn(model(x), y)
    found = torch.autograd.grad(loss, tuple(learned.values()), allow_unused=True)
    return dict(zip(learned, found, strict=True))


def silent_parameters__as_found(model, x, y, loss_fn):
    """grad_read_as_found"""
    return [n for n, p in model.named_parameters() if p.grad is None or not p.grad.any()]


def silent_parameters__those_that_learn(model, x, y, loss_fn):
    """loud_for_silent"""
    found = _gradients(model, x, y, loss_fn)
    return [name for name, g in found.items() if g is not None and g.any()]


def silent_parameters__with_a_limit(model, x, y, loss_fn):
    """small_taken_for_zero"""
    found = _gradients(model, x, y, loss_fn)
    loud = {name for name, g in found.items() if g is not None and g.norm() > 0.1}
    return [name for name, _ in model.named_parameters() if name not in loud]


def silent_parameters__only_weights(model, x, y, loss_fn):
    """silent_biases_left_out"""
    found = _gradients(model, x, y, loss_fn)
    loud = {name for name, g in found.items() if g is not None and g.any()}
    names = [name for name, _ in model.named_parameters() if name not in loud]
    return [name for name in names if name.endswith("weight")]
