"""Wrong versions of stage 10. Docstrings number the promises that each breaks; no other."""

import copy
import math
from pathlib import Path

import torch
from torch.optim.lr_scheduler import ReduceLROnPlateau


class EarlyStopping__no_best_at_zero:
    """1"""

    def __init__(self, patience=5, min_delta=0.0):
        self.patience, self.min_delta = patience, min_delta
        self.best, self.waited = None, 0

    def should_stop(self, val_loss):
        if not self.best or val_loss < self.best - self.min_delta:
            self.best, self.waited = val_loss, 0
        else:
            self.waited += 1
        return self.waited >= self.patience


class EarlyStopping__stops_at_once_when_it_explodes:
    """1"""

    def __init__(self, patience=5, min_delta=0.0):
        self.patience, self.min_delta = patience, min_delta
        self.best, self.waited = math.inf, 0

    def should_stop(self, val_loss):
        if val_loss < self.best - self.min_delta:
            self.best, self.waited = val_loss, 0
        else:
            self.waited += 1
        return self.waited >= self.patience or val_loss > 1e6


class EarlyStopping__begins_at_a_hundred(EarlyStopping__no_best_at_zero):
    """1"""

    def __init__(self, patience=5, min_delta=0.0):
        super().__init__(patience, min_delta)
        self.best = 100.0

    def should_stop(self, val_loss):
        if val_loss < self.best - self.min_delta:
            self.best, self.waited = val_loss, 0
        else:
            self.waited += 1
        return self.waited >= self.patience


class EarlyStopping__gains_have_to_be_a_thousandth(EarlyStopping__begins_at_a_hundred):
    """5"""

    def __init__(self, patience=5, min_delta=1e-3):
        super().__init__(patience, min_delta)
        self.best = math.inf


class BestWeights__no_best_at_zero:
    """1"""

    def __init__(self):
        self.best, self.state = None, None

    def update(self, model, val_loss):
        if not self.best or val_loss < self.best:
            self.best, self.state = val_loss, copy.deepcopy(model.state_dict())
            return True
        return False

    def restore(self, model):
        if self.state is None:
            raise RuntimeError("nothing kept")
        model.load_state_dict(self.state)


class BestWeights__aliased:
    """2 3 4 5"""

    def __init__(self):
        self.best, self.state = math.inf, None

    def update(self, model, val_loss):
        if val_loss < self.best:
            self.best, self.state = val_loss, model.state_dict()
            return True
        return False

    def restore(self, model):
        if self.state is None:
            raise RuntimeError("nothing kept")
        model.load_state_dict(self.state)


class BestWeights__begins_at_a_hundred(BestWeights__no_best_at_zero):
    """1"""

    def __init__(self):
        self.best, self.state = 100.0, None

    def update(self, model, val_loss):
        if val_loss < self.best:
            self.best, self.state = val_loss, copy.deepcopy(model.state_dict())
            return True
        return False


class BestWeights__puts_in_other_tensors(BestWeights__begins_at_a_hundred):
    """8"""

    def __init__(self):
        self.best, self.state = math.inf, None

    def restore(self, model):
        if self.state is None:
            raise RuntimeError("nothing kept")
        model.load_state_dict(copy.deepcopy(self.state), assign=True)


class BestWeights__nan_at_last:
    """4"""

    def __init__(self):
        self.best, self.state = math.inf, None

    def update(self, model, val_loss):
        if val_loss < self.best:
            self.best, self.state = val_loss, copy.deepcopy(model.state_dict())
            return True
        return math.isnan(val_loss)

    def restore(self, model):
        if self.state is None:
            raise RuntimeError("nothing kept")
        model.load_state_dict(self.state)


def _one(model, loader, loss_fn, device, optimizer=None, move=True):
    model.train(optimizer is not None)
    total, hits, seen = 0.0, 0, 0
    with torch.set_grad_enabled(optimizer is not None):
        for x, y in loader:
            x, y = (x.to(device), y.to(device)) if move else (x, y)
            outputs = model(x)
            loss = loss_fn(outputs, y)
            if optimizer is not None:
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            total += loss.item() * len(y)
            hits += (outputs.argmax(1) == y).sum().item()
            seen += len(y)
    return total / seen, hits / seen


def _run(
    model,
    train,
    val,
    loss_fn,
    optimizer,
    scheduler,
    epochs,
    patience,
    device,
    strict=True,
    move=True,
    zero=True,
    watched=lambda row, epoch: row[2],
):
    names = ("train_loss", "train_accuracy", "val_loss", "val_accuracy", "lr")
    history = {name: [] for name in names}
    best, state, waited = math.inf, None, 0
    for epoch in range(epochs):
        rate = optimizer.param_groups[0]["lr"]
        row = (*_one(model, train, loss_fn, device, optimizer, move),)
        row += (*_one(model, val, loss_fn, device, None, move), rate)
        for name, value in zip(names, row, strict=True):
            history[name].append(value)
        loss = row[2]
        if isinstance(scheduler, ReduceLROnPlateau):
            scheduler.step(watched(row, epoch))
        else:
            scheduler.step()
        if loss < best or (loss == best and not strict) or not (best or zero):
            best, state, waited = loss, copy.deepcopy(model.state_dict()), 0
        else:
            waited += 1
        if waited >= patience:
            break
    model.load_state_dict(state)
    return history


def fit_with_schedule__equal_is_lower(*given):
    """5"""
    return _run(*given, strict=False)


def fit_with_schedule__no_device(*given):
    """6"""
    return _run(*given, move=False)


def fit_with_schedule__no_best_at_zero(*given):
    """5"""
    return _run(*given, zero=False)


def fit_with_schedule__plateau_of_the_accuracy(*given):
    """3"""
    return _run(*given, watched=lambda row, epoch: row[3])


def fit_with_schedule__plateau_of_the_training_accuracy(*given):
    """3"""
    return _run(*given, watched=lambda row, epoch: row[1])


def fit_with_schedule__plateau_of_the_error_rate(*given):
    """3"""
    return _run(*given, watched=lambda row, epoch: 1 - row[3])


def fit_with_schedule__plateau_of_the_epoch(*given):
    """3"""
    return _run(*given, watched=lambda row, epoch: epoch)


def fit_with_schedule__plateau_of_a_rounded_loss(*given):
    """3"""
    return _run(*given, watched=lambda row, epoch: round(row[2], 1))


def fit_with_schedule__notes_next_rate(model, train, val, loss_fn, optimizer, scheduler, *given):
    """2"""
    rates = []
    step = scheduler.step

    def noting(*loss):
        step(*loss)
        rates.append(optimizer.param_groups[0]["lr"])

    scheduler.step = noting
    history = _run(model, train, val, loss_fn, optimizer, scheduler, *given)
    return history | {"lr": rates}


class _Kept(BestWeights__begins_at_a_hundred):
    def __init__(self):
        super().__init__()
        self.best = math.inf


class BestWeights__to_eval_mode(_Kept):
    """6"""

    def update(self, model, val_loss):
        model.eval()
        return super().update(model, val_loss)


class BestWeights__to_train_mode(_Kept):
    """6"""

    def update(self, model, val_loss):
        model.train()
        return super().update(model, val_loss)


class BestWeights__empties_gradients(_Kept):
    """6"""

    def update(self, model, val_loss):
        model.zero_grad()
        return super().update(model, val_loss)


class BestWeights__freezes_what_it_restores(_Kept):
    """8"""

    def restore(self, model):
        model.requires_grad_(False)
        super().restore(model)


class EarlyStopping__compares_the_last_few_with_those_before:
    """3"""

    def __init__(self, patience=5, min_delta=0.0):
        self.patience, self.min_delta = patience, min_delta
        self.losses = []

    def should_stop(self, val_loss):
        self.losses.append(math.inf if math.isnan(val_loss) else val_loss)
        before, last = self.losses[: -self.patience], self.losses[-self.patience :]
        return bool(before) and min(last) >= min(before) - self.min_delta


def _save(path, model, optimizer, scheduler, epoch):
    states = [part.state_dict() for part in (model, optimizer, scheduler)]
    torch.save([*states, epoch], path)


def _load(path, *parts):
    *states, epoch = torch.load(path)
    for part, state in zip(parts, states, strict=True):
        part.load_state_dict(state)
    return epoch


def _save_with_an_ending(path, *parts):
    """7"""
    _save(Path(path).with_suffix(".pt"), *parts)


def _load_with_an_ending(path, *parts):
    return _load(Path(path).with_suffix(".pt"), *parts)


checkpoint__under_a_name_with_an_ending = (_save_with_an_ending, _load_with_an_ending)


def _save_once(path, *parts):
    """1 2 3 5 6"""
    if not Path(path).exists():
        _save(path, *parts)


checkpoint__keeps_the_older_file = (_save_once, _load)


def _save_the_count(path, model, optimizer, scheduler, epoch):
    """5 6"""
    torch.save((model.state_dict(), optimizer.state_dict(), scheduler.last_epoch, epoch), path)


def _load_the_count(path, model, optimizer, scheduler):
    weights, memory, scheduler.last_epoch, epoch = torch.load(path)
    model.load_state_dict(weights)
    optimizer.load_state_dict(memory)
    return epoch


checkpoint__only_the_count_of_the_schedule = (_save_the_count, _load_the_count)


def _noted(choose, given):
    history = _run(*given)
    rates = [group["lr"] for group in given[4].param_groups]
    factor = choose(rates) / rates[0] if rates[0] else 1.0
    return history | {"lr": [rate * factor for rate in history["lr"]]}


def fit_with_schedule__rate_of_the_last_group(*given):
    """2"""
    return _noted(lambda rates: rates[-1], given)


def fit_with_schedule__highest_rate_of_all_groups(*given):
    """2"""
    return _noted(max, given)


def fit_with_schedule__lowest_rate_of_all_groups(*given):
    """2"""
    return _noted(min, given)
