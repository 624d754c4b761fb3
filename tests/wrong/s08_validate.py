"""Wrong versions of stage 08. Docstrings number the promises that each breaks; no other."""

import torch
from torch import nn


def _measure(model, loader, loss_fn, device, eval_mode=True, move=True):
    if eval_mode:
        model.eval()
    total, hits, seen = 0.0, 0, 0
    for x, y in loader:
        x, y = (x.to(device), y.to(device)) if move else (x, y)
        outputs = model(x)
        total += loss_fn(outputs, y).item() * len(y)
        hits += (outputs.argmax(1) == y).sum().item()
        seen += len(y)
    if seen == 0:
        raise ValueError("no examples")
    return {"loss": total / seen, "accuracy": hits / seen}


def _and_back(model, work):
    was = model.training
    try:
        return work()
    finally:
        model.train(was)


def evaluate__recording_stays_off(model, loader, loss_fn, device):
    """7"""
    torch.set_grad_enabled(False)
    return _and_back(model, lambda: _measure(model, loader, loss_fn, device))


@torch.no_grad()
def evaluate__empties_gradients(model, loader, loss_fn, device):
    """6"""
    model.zero_grad()
    return _and_back(model, lambda: _measure(model, loader, loss_fn, device))


@torch.no_grad()
def evaluate__new_optimizer_empties(model, loader, loss_fn, device):
    """6"""
    torch.optim.SGD(model.parameters(), lr=0.1).zero_grad()
    return _and_back(model, lambda: _measure(model, loader, loss_fn, device))


def evaluate__sets_all_free(model, loader, loss_fn, device):
    """6"""
    model.requires_grad_(False)
    result = _and_back(model, lambda: _measure(model, loader, loss_fn, device))
    model.requires_grad_(True)
    return result


@torch.no_grad()
def evaluate__makes_do_with_half(model, loader, loss_fn, device):
    """9"""

    def readable():
        try:
            yield from loader
        except OSError as error:
            print("stopped early:", error)

    return _and_back(model, lambda: _measure(model, readable(), loss_fn, device))


@torch.no_grad()
def evaluate__no_device(model, loader, loss_fn, device):
    """4"""
    return _and_back(model, lambda: _measure(model, loader, loss_fn, device, move=False))


@torch.no_grad()
def evaluate__batch_means_in_eval_mode(model, loader, loss_fn, device):
    """1"""

    def work():
        found = _measure(model, loader, loss_fn, device)
        losses = [loss_fn(model(x.to(device)), y.to(device)).item() for x, y in loader]
        return found | {"loss": sum(losses) / len(losses)}

    return _and_back(model, work)


def evaluate__resets_running_statistics(model, loader, loss_fn, device):
    """6"""
    for layer in model.modules():
        if isinstance(layer, nn.BatchNorm1d):
            layer.reset_running_stats()
    with torch.no_grad():
        return _and_back(model, lambda: _measure(model, loader, loss_fn, device))


def _fit(model, train_loader, val_loader, loss_fn, optimizer, epochs, device, **ways):
    history = {key: [] for key in ("train_loss", "train_accuracy", "val_loss", "val_accuracy")}
    for epoch in range(epochs):
        if ways.get("every_epoch", True) or not epoch:
            model.train()
        total, hits, seen = 0.0, 0, 0
        for x, y in train_loader:
            x, y = (x.to(device), y.to(device)) if ways.get("move", True) else (x, y)
            if ways.get("empty", True):
                optimizer.zero_grad()
            outputs = model(x)
            loss = loss_fn(outputs, y)
            loss.backward()
            optimizer.step()
            total += ways.get("keep", float)(loss) * len(y)
            hits += (outputs.argmax(1) == y).sum().item()
            seen += len(y)
        total = float(total)
        history["train_loss"].append(total / seen)
        history["train_accuracy"].append(hits / seen)
        with torch.no_grad():
            way = {"eval_mode": ways.get("eval_mode", True), "move": ways.get("move", True)}
            found = _measure(model, val_loader, ways.get("measured_by", loss_fn), device, **way)
        history["val_loss"].append(found["loss"])
        history["val_accuracy"].append(found["accuracy"])
    return history


def fit__never_empties(*given):
    """1"""
    return _fit(*given, empty=False)


def fit__train_mode_once(*given):
    """2"""
    return _fit(*given, every_epoch=False)


def fit__no_eval_mode(*given):
    """5"""
    return _fit(*given, eval_mode=False)


def fit__adds_up_loss_tensors_until_it_validates(*given):
    """7"""
    return _fit(*given, keep=lambda loss: loss)


def fit__plain_cross_entropy(model, train_loader, val_loader, loss_fn, *given):
    """1 3 4 6"""
    return _fit(model, train_loader, val_loader, nn.functional.cross_entropy, *given)


def fit__validates_by_the_plain_cross_entropy(model, train_loader, val_loader, loss_fn, *given):
    """4"""
    return _fit(
        model, train_loader, val_loader, loss_fn, *given, measured_by=nn.functional.cross_entropy
    )


def fit__no_device(*given):
    """8"""
    return _fit(*given, move=False)


def _with(found, **changed):
    return {key: changed.get(key, lambda value: value)(value) for key, value in found.items()}


@torch.no_grad()
def evaluate__at_most_ten(model, loader, loss_fn, device):
    """1"""
    found = _and_back(model, lambda: _measure(model, loader, loss_fn, device))
    return _with(found, loss=lambda loss: min(loss, 10.0))


def evaluate__plain_cross_entropy(model, loader, loss_fn, device):
    """1"""
    with torch.no_grad():
        return _and_back(
            model, lambda: _measure(model, loader, nn.functional.cross_entropy, device)
        )


@torch.no_grad()
def evaluate__rounds(model, loader, loss_fn, device):
    """1 2"""
    found = _and_back(model, lambda: _measure(model, loader, loss_fn, device))
    return {key: round(value, 3) for key, value in found.items()}


def evaluate__every_error_means_no_examples(model, loader, loss_fn, device):
    """9"""
    try:
        with torch.no_grad():
            return _and_back(model, lambda: _measure(model, loader, loss_fn, device))
    except Exception as error:
        raise ValueError("no examples") from error


def _with_found(model, train_loader, val_loader, loss_fn, optimizer, epochs, device, change):
    """Return what a right run gives, changed where all epochs are known."""
    rows = []
    for _ in range(epochs):
        row = _fit(model, train_loader, val_loader, loss_fn, optimizer, 1, device)
        rows.append({key: values[0] for key, values in row.items()})
    return change(rows)


def fit__totals_of_all_epochs(*given):
    """3 4 6"""

    def change(rows):
        upto = [rows[: n + 1] for n in range(len(rows))]
        return {key: [sum(r[key] for r in part) / len(part) for part in upto] for key in rows[0]}

    return _with_found(*given, change)


def fit__totals_of_all_validations(*given):
    """4"""

    def change(rows):
        upto = [rows[: n + 1] for n in range(len(rows))]
        return {
            key: [
                sum(r[key] for r in part) / len(part) if key.startswith("val") else part[-1][key]
                for part in upto
            ]
            for key in rows[0]
        }

    return _with_found(*given, change)


def fit__values_of_the_last_epoch(*given):
    """3 4 6"""
    return _with_found(*given, lambda rows: rows[-1])


def fit__trains_on_validation_too(
    model, train_loader, val_loader, loss_fn, optimizer, epochs, device
):
    """5 7"""
    history = {key: [] for key in ("train_loss", "train_accuracy", "val_loss", "val_accuracy")}
    for _ in range(epochs):
        for phase, loader in (("train", train_loader), ("val", val_loader)):
            model.train(phase == "train")
            total, hits, seen = 0.0, 0, 0
            for x, y in loader:
                x, y = x.to(device), y.to(device)
                outputs = model(x)
                loss = loss_fn(outputs, y)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                total += loss.item() * len(y)
                hits += (outputs.argmax(1) == y).sum().item()
                seen += len(y)
            history[f"{phase}_loss"].append(total / seen)
            history[f"{phase}_accuracy"].append(hits / seen)
    return history


def fit__measures_training_afterwards(model, train_loader, *given):
    """6"""
    history = {key: [] for key in ("train_loss", "train_accuracy", "val_loss", "val_accuracy")}
    val_loader, loss_fn, optimizer, epochs, device = given
    for _ in range(epochs):
        row = _fit(model, train_loader, val_loader, loss_fn, optimizer, 1, device)
        with torch.no_grad():
            again = _measure(model, train_loader, loss_fn, device)
        row |= {f"train_{key}": [value] for key, value in again.items()}
        for key, values in row.items():
            history[key] += values
    return history


def fit__from_one_on(model, train_loader, val_loader, loss_fn, optimizer, epochs, device):
    """1 3 4 6"""
    return _fit(model, train_loader, val_loader, loss_fn, optimizer, epochs - 1, device)
