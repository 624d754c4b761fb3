"""Wrong versions of stage 10. Docstrings say which mistakes are named."""

import copy
import math

import torch
from torch.optim.lr_scheduler import ReduceLROnPlateau


class BestWeights__begins_at_nothing:
    """best_starts_at_zero"""

    def __init__(self):
        self.lowest = 0
        self.kept = None

    def update(self, model, val_loss):
        better = val_loss < self.lowest
        if better:
            self.lowest = val_loss
            self.kept = {k: v.clone() for k, v in model.state_dict().items()}
        return better

    def restore(self, model):
        if not self.kept:
            raise RuntimeError("call update first")
        model.load_state_dict(self.kept)


class EarlyStopping__worse_or_not:
    """equal_counts_as_improvement nan_counts_as_improvement"""

    def __init__(self, patience=5, min_delta=0.0):
        self.patience, self.min_delta = patience, min_delta
        self.lowest, self.bad = math.inf, 0

    def should_stop(self, val_loss):
        if val_loss > self.lowest - self.min_delta:
            self.bad += 1
        else:
            self.lowest, self.bad = val_loss, 0
        return self.bad >= self.patience


def _run(model, loaders, loss_fn, optimizer, scheduler, epochs, patience, device, **ways):
    """Return the history; ``ways`` say what is done otherwise than asked for."""
    history = {k: [] for k in ("train_loss", "train_accuracy", "val_loss", "val_accuracy", "lr")}
    lowest, kept, bad = math.inf, None, 0
    for _ in range(epochs):
        history["lr"].append(optimizer.param_groups[0]["lr"])
        for kind, loader in zip(("train", "val"), loaders, strict=True):
            training = kind == "train"
            model.train(training or ways.get("always_train", False))
            summed, right, n = 0.0, 0, 0
            with torch.set_grad_enabled(training):
                for x, y in loader:
                    x, y = x.to(device), y.to(device)
                    if training and ways.get("zero", True):
                        optimizer.zero_grad()
                    outputs = model(x)
                    loss = loss_fn(outputs, y)
                    if training:
                        loss.backward()
                        optimizer.step()
                    summed += loss.item() * (len(y) if ways.get("weigh", True) else 1)
                    right += (outputs.argmax(1) == y).sum().item()
                    n += len(y)
            history[f"{kind}_loss"].append(summed / (n if ways.get("weigh", True) else len(loader)))
            history[f"{kind}_accuracy"].append(right / n)
        measured = history["val_loss"][-1]
        scheduler.step(*[measured] * isinstance(scheduler, ReduceLROnPlateau))
        if measured < lowest - ways.get("gain", 0.0):
            lowest, kept, bad = measured, copy.deepcopy(model.state_dict()), 0
        else:
            bad += 1
        if bad >= patience:
            break
    model.load_state_dict(kept)
    return history


def fit_with_schedule__never_empties(model, train, val, *others):
    """missing_zero_grad"""
    return _run(model, (train, val), *others, zero=False)


def fit_with_schedule__one_mode(model, train, val, *others):
    """missing_eval_mode"""
    return _run(model, (train, val), *others, always_train=True)


def fit_with_schedule__means_of_batches(model, train, val, *others):
    """mean_of_batch_means"""
    return _run(model, (train, val), *others, weigh=False)


def fit_with_schedule__asks_for_a_gain(model, train, val, *others):
    """small_gains_left_out"""
    return _run(model, (train, val), *others, gain=1e-3)
