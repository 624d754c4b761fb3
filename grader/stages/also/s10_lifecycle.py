"""10_lifecycle: both loops of an epoch written out, where the plain reference calls them."""

from __future__ import annotations

import copy

import torch
from torch.optim.lr_scheduler import ReduceLROnPlateau


def fit_with_schedule__both_loops(  # type: ignore[no-untyped-def]  # noqa: D103
    model, train_loader, val_loader, loss_fn, optimizer, scheduler, epochs, patience, device
):
    history = {"train_loss": [], "train_accuracy": [], "val_loss": [], "val_accuracy": [], "lr": []}  # type: ignore[var-annotated]
    best, best_state, waited = float("inf"), None, 0
    for _ in range(epochs):
        history["lr"].append(optimizer.param_groups[0]["lr"])
        model.train()
        total_loss, correct, seen = 0.0, 0, 0
        for x, y in train_loader:
            x, y = x.to(device), y.to(device)
            optimizer.zero_grad()
            logits = model(x)
            loss = loss_fn(logits, y)
            loss.backward()
            optimizer.step()
            total_loss += loss.item() * len(x)
            correct += (logits.argmax(dim=1) == y).sum().item()
            seen += len(x)
        train = {"loss": total_loss / seen, "accuracy": correct / seen}

        model.eval()
        val_total, val_correct, val_seen = 0.0, 0, 0
        with torch.no_grad():
            for x_val, y_val in val_loader:
                x_val, y_val = x_val.to(device), y_val.to(device)
                val_logits = model(x_val)
                val_loss = loss_fn(val_logits, y_val)
                val_total += val_loss.item() * len(x_val)
                val_correct += (val_logits.argmax(dim=1) == y_val).sum().item()
                val_seen += len(x_val)
        val = {"loss": val_total / val_seen, "accuracy": val_correct / val_seen}

        history["train_loss"].append(train["loss"])
        history["train_accuracy"].append(train["accuracy"])
        history["val_loss"].append(val["loss"])
        history["val_accuracy"].append(val["accuracy"])

        if isinstance(scheduler, ReduceLROnPlateau):
            scheduler.step(val["loss"])
        else:
            scheduler.step()
        if val["loss"] < best:
            best, waited = val["loss"], 0
            best_state = copy.deepcopy(model.state_dict())
        else:
            waited += 1
        if waited >= patience:
            break
    model.load_state_dict(best_state)
    return history
