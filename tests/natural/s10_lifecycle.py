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


class EarlyStopping__relative:
    """min_delta_as_share"""

    def __init__(self, patience=5, min_delta=0.0):
        self.patience, self.factor = patience, 1.0 - min_delta
        self.best, self.bad = float("inf"), 0

    def should_stop(self, val_loss):
        if val_loss < self.best * self.factor:
            self.best, self.bad = val_loss, 0
        else:
            self.bad += 1
        return self.bad >= self.patience


class EarlyStopping__delta_first:
    """patience_and_delta_swapped"""

    def __init__(self, min_delta=0.0, patience=5):
        self.min_delta, self.patience = min_delta, patience
        self.lowest, self.bad = float("inf"), 0

    def should_stop(self, val_loss):
        if val_loss < self.lowest - self.min_delta:
            self.lowest, self.bad = val_loss, 0
        else:
            self.bad += 1
        return self.bad >= self.patience


class EarlyStopping__any_change:
    """rise_counts_as_improvement"""

    def __init__(self, patience=5, min_delta=0.0):
        self.patience, self.min_delta = patience, min_delta
        self.best, self.bad = float("inf"), 0

    def should_stop(self, val_loss):
        changed = abs(self.best - val_loss) > self.min_delta
        self.bad = 0 if changed else self.bad + 1
        if changed:
            self.best = val_loss
        return self.bad >= self.patience


class BestWeights__used_up:
    """forgotten_after_restore"""

    def __init__(self):
        self.lowest, self.kept = float("inf"), None

    def update(self, model, val_loss):
        if not val_loss < self.lowest:
            return False
        self.lowest, self.kept = val_loss, copy.deepcopy(model.state_dict())
        return True

    def restore(self, model):
        kept, self.kept = self.kept, None
        if kept is None:
            raise RuntimeError("nothing to restore")
        model.load_state_dict(kept)


def _save_list(path, model, optimizer, scheduler, epoch):
    """restore_rebinds_local"""
    torch.save([model.state_dict(), optimizer.state_dict(), scheduler.state_dict(), epoch], path)


def _load_names(path, model, optimizer, scheduler):
    model, optimizer, scheduler, epoch = torch.load(path)  # noqa: RUF059
    return epoch


checkpoint__into_names = (_save_list, _load_names)


def _save_two(path, model, optimizer, scheduler, epoch):
    """scheduler_stepped_forward"""
    torch.save([model.state_dict(), optimizer.state_dict(), epoch], path)


def _load_and_step(path, model, optimizer, scheduler):
    weights, memory, epoch = torch.load(path)
    model.load_state_dict(weights)
    optimizer.load_state_dict(memory)
    for _ in range(epoch):
        scheduler.step()
    return epoch


checkpoint__steps_until_there = (_save_two, _load_and_step)
