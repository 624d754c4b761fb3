"""Wrong versions of stage 08. Docstrings say which mistakes are named."""

import torch

KEYS = ("train_loss", "train_accuracy", "val_loss", "val_accuracy")


def evaluate__equals_for_plus_equals(model, loader, loss_fn, device):
    """total_replaced"""
    before = model.training
    model.eval()
    correct = n = 0
    total = 0.0
    try:
        with torch.no_grad():
            for x, y in loader:
                x, y = x.to(device), y.to(device)
                out = model(x)
                total = loss_fn(out, y).item() * len(y)
                correct += (out.argmax(1) == y).sum().item()
                n += len(y)
    finally:
        model.train(before)
    if not n:
        raise ValueError("nothing to evaluate")
    return {"loss": total / n, "accuracy": correct / n}


def _pass(model, loader, loss_fn, device, optimizer=None):
    total, right, n = 0.0, 0, 0
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        out = model(x)
        loss = loss_fn(out, y)
        if optimizer is not None:
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        total += loss.item() * len(y)
        right += (out.argmax(1) == y).sum().item()
        n += len(y)
    return total / n, right / n


def fit__totals_go_on(model, train_loader, val_loader, loss_fn, optimizer, epochs, device):
    """validation_continues_totals"""
    history = {key: [] for key in KEYS}
    for _ in range(epochs):
        total, right, n = 0.0, 0, 0
        for part, loader in (("train", train_loader), ("val", val_loader)):
            model.train(part == "train")
            with torch.set_grad_enabled(part == "train"):
                for x, y in loader:
                    x, y = x.to(device), y.to(device)
                    out = model(x)
                    loss = loss_fn(out, y)
                    if part == "train":
                        optimizer.zero_grad()
                        loss.backward()
                        optimizer.step()
                    total += loss.item() * len(y)
                    right += (out.argmax(1) == y).sum().item()
                    n += len(y)
            history[f"{part}_loss"].append(total / n)
            history[f"{part}_accuracy"].append(right / n)
    return history


def fit__measured_behind_each_epoch(
    model, train_loader, val_loader, loss_fn, optimizer, epochs, device
):
    """training_measured_again"""
    rows = []
    for _ in range(epochs):
        model.train()
        _pass(model, train_loader, loss_fn, device, optimizer)
        model.eval()
        with torch.no_grad():
            train = _pass(model, train_loader, loss_fn, device)
            rows.append(train + _pass(model, val_loader, loss_fn, device))
    return {key: [row[k] for row in rows] for k, key in enumerate(KEYS)}


def fit__fromkeys(model, train_loader, val_loader, loss_fn, optimizer, epochs, device):
    """one_list_for_all_keys"""
    history = dict.fromkeys(KEYS, [])  # noqa: RUF024
    for _ in range(epochs):
        model.train()
        values = _pass(model, train_loader, loss_fn, device, optimizer)
        model.eval()
        with torch.no_grad():
            values += _pass(model, val_loader, loss_fn, device)
        for key, value in zip(KEYS, values, strict=True):
            history[key].append(value)
    return history
