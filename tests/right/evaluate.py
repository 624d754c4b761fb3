"""Right versions of 08_validate/evaluate."""

import contextlib
import copy
from collections import defaultdict

import numpy as np
import torch


def evaluate__reference(model, loader, loss_fn, device):
    was_training = model.training
    model.eval()
    total_loss, correct, seen = 0.0, 0, 0
    try:
        with torch.no_grad():
            for x, y in loader:
                x, y = x.to(device), y.to(device)
                logits = model(x)
                loss = loss_fn(logits, y)
                total_loss += loss.item() * len(x)
                correct += (logits.argmax(dim=1) == y).sum().item()
                seen += len(x)
    finally:
        model.train(was_training)
    if seen == 0:
        raise ValueError("the loader gave no examples")
    return {"loss": total_loss / seen, "accuracy": correct / seen}


@torch.no_grad()
def evaluate__decorated(model, loader, loss_fn, device):
    if len(loader.dataset) == 0:
        raise ValueError("empty loader")
    was_training = model.training
    model.train(False)
    total_loss, correct, seen = 0.0, 0, 0
    try:
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            logits = model(x)
            loss = loss_fn(logits, y)
            total_loss += loss.item() * len(x)
            correct += (logits.argmax(dim=1) == y).sum().item()
            seen += len(x)
    finally:
        if was_training:
            model.train()
    return {"loss": total_loss / seen, "accuracy": correct / seen}


def evaluate__inference_mode(model, loader, loss_fn, device):
    modes = {module: module.training for module in model.modules()}
    model.eval()
    losses, hits, sizes = [], [], []
    try:
        with torch.inference_mode():
            for x, y in loader:
                logits = model(x.to(device))
                losses.append(loss_fn(logits, y.to(device)).item())
                hits.append((logits.argmax(1) == y).sum().item())
                sizes.append(len(y))
    finally:
        for module, mode in modes.items():
            module.training = mode
    if not sizes:
        raise ValueError("nothing to evaluate")
    loss = np.average(losses, weights=sizes)
    return {"loss": float(loss), "accuracy": sum(hits) / sum(sizes)}


def evaluate__all_outputs_then_one_loss(model, loader, loss_fn, device):
    was = model.training
    outputs, targets = [], []
    try:
        model.eval()
        with torch.set_grad_enabled(False):
            for x, y in loader:
                outputs.append(model(x.to(device)))
                targets.append(y)
    finally:
        model.train(was)
    if not outputs:
        raise ValueError("the loader is empty")
    logits, y = torch.cat(outputs), torch.cat(targets)
    return {
        "loss": loss_fn(logits, y).item(),
        "accuracy": (logits.argmax(1) == y).double().mean().item(),
    }


def evaluate__on_a_copy(model, loader, loss_fn, device):
    twin = copy.deepcopy(model).eval()
    for p in twin.parameters():
        p.requires_grad_(False)
    total, correct, seen = 0.0, 0, 0
    for x, y in loader:
        logits = twin(x.to(device))
        total += loss_fn(logits, y.to(device)).item() * len(y)
        correct += int((logits.max(dim=1)[1] == y).sum())
        seen += y.numel()
    if seen == 0:
        raise ValueError("no examples")
    return {"loss": total / seen, "accuracy": correct / seen}


@contextlib.contextmanager
def _measuring(model):
    was = model.training
    model.eval()
    try:
        with torch.no_grad():
            yield model
    finally:
        model.train(was)


def evaluate__context_manager(model, loader, loss_fn, device):
    sums = {"loss": 0.0, "accuracy": 0.0}
    n = 0
    with _measuring(model) as measured:
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            logits = measured(x)
            sums["loss"] += loss_fn(logits, y).item() * len(y)
            sums["accuracy"] += (logits.argmax(-1) == y).float().sum().item()
            n += len(y)
    if n == 0:
        raise ValueError("empty")
    return {key: value / n for key, value in sums.items()}


def evaluate__iterator(model, loader, loss_fn, device):
    was_training = model.training
    model.eval()
    total_loss, correct, seen = 0.0, 0, 0
    try:
        with torch.no_grad():
            batches = iter(loader)
            while (batch := next(batches, None)) is not None:
                x, y = batch
                x, y = x.to(device), y.to(device)
                logits = model(x)
                loss = loss_fn(logits, y)
                total_loss += loss.item() * len(x)
                correct += (logits.argmax(dim=1) == y).sum().item()
                seen += len(x)
                print(seen)
    finally:
        model.train(was_training)
    if not seen:
        raise ValueError(f"no examples in {loader}")
    return {"loss": total_loss / seen, "accuracy": correct / seen}


def evaluate__tensors(model, loader, loss_fn, device):
    was_training = model.training
    if len(loader) == 0:
        raise ValueError("the loader has no batches")
    model.eval()
    try:
        with torch.no_grad():
            parts = [(model(x.to(device)), y.to(device)) for x, y in loader]
            seen = sum(len(y) for _, y in parts)
            loss = sum(loss_fn(z, y) * len(y) for z, y in parts) / seen
            correct = sum((z.argmax(1) == y).sum() for z, y in parts) / seen
    finally:
        model.train(was_training)
    return {"loss": loss, "accuracy": correct}


def evaluate__requires_grad_off_and_restored(model, loader, loss_fn, device):
    flags = [p.requires_grad for p in model.parameters()]
    was_training = model.training
    model.eval()
    total_loss, correct, seen = 0.0, 0, 0
    try:
        model.requires_grad_(False)
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            logits = model(x)
            total_loss += loss_fn(logits, y).item() * len(x)
            correct += (logits.argmax(dim=1) == y).sum().item()
            seen += len(x)
    finally:
        for p, flag in zip(model.parameters(), flags, strict=True):
            p.requires_grad_(flag)
        model.train(was_training)
    if seen == 0:
        raise ValueError("the loader gave no examples")
    return {"loss": total_loss / seen, "accuracy": correct / seen}


class NoExamplesError(ValueError):
    """There is nothing to measure on."""


def evaluate__own_exception_and_mapped(model, loader, loss_fn, device):
    modes = {module: module.training for module in model.modules()}
    rows = []
    try:
        model.eval()
        with torch.no_grad():
            for x, y in loader:
                x, y = x.to(device), y.to(device)
                outputs = torch.func.vmap(lambda row: model(row.unsqueeze(0)).squeeze(0))(x)
                rows.append((loss_fn(outputs, y) * len(y), (outputs.argmax(1) == y).sum(), len(y)))
    finally:
        for module, mode in modes.items():
            module.training = mode
    if not rows:
        raise NoExamplesError
    loss, correct, seen = map(sum, zip(*rows, strict=True))
    return defaultdict(float, loss=loss / seen, accuracy=correct / seen)
