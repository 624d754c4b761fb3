"""Modes, recording and gradients that are the caller's. Docstrings say which mistakes are named."""

import math

import torch
import torch.nn.functional as F


def clipped_step__measures(model, x, y, loss_fn, optimizer, max_norm):
    """forces_eval_mode"""
    model.eval()
    model.zero_grad()
    loss = loss_fn(model(x), y)
    loss.backward()
    norm = torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    optimizer.step()
    return float(norm)


def train_batches__train_mode_only_in_between(model, batches, loss_fn, optimizer):
    """forces_eval_mode"""
    losses = []
    for inputs, labels in batches:
        model.eval()
        optimizer.zero_grad()
        loss = loss_fn(model(inputs), labels)
        loss.backward()
        optimizer.step()
        model.train()
        losses.append(float(loss.detach()))
    return losses


def evaluate__switched_off(model, loader, loss_fn, device):
    """leaves_recording_off"""
    mode = model.training
    torch.set_grad_enabled(False)
    try:
        model.eval()
        summed, right, n = 0.0, 0, 0
        for inputs, labels in loader:
            outputs = model(inputs.to(device))
            summed += loss_fn(outputs, labels.to(device)).item() * len(labels)
            right += int((outputs.argmax(1) == labels.to(device)).sum())
            n += len(labels)
    finally:
        model.train(mode)
    if not n:
        raise ValueError("nothing to measure")
    return {"loss": summed / n, "accuracy": right / n}


def repair_3__switched_off(model, loader):
    """leaves_recording_off"""
    torch.set_grad_enabled(False)
    model.eval()
    right = [model(inputs).argmax(1) == labels for inputs, labels in loader]
    return torch.cat(right).double().mean().item()


def initial_loss_is_sane__tidies_up(model, x, labels, num_classes):
    """wipes_grad"""
    loss = F.cross_entropy(model(x), labels)
    for p in model.parameters():
        p.grad = None
    expected = math.log(num_classes)
    return 0.8 * expected <= loss.item() <= 1.2 * expected


def classification_loss__empties_first(model, x, y):
    """wipes_grad"""
    model.zero_grad()
    return F.cross_entropy(model(x), y)
