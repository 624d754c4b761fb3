"""Right versions of 13_capstone/run_experiment: other optimizers, schedules and styles."""

import copy
import math
import random
from collections import defaultdict

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torch.nn import functional
from torch.utils.data import DataLoader, RandomSampler


def run_experiment__reference(
    model, train_dataset, val_dataset, *, epochs, batch_size, lr, max_norm, patience, seed, device
):
    torch.manual_seed(seed)
    train_loader = DataLoader(train_dataset, batch_size=batch_size, shuffle=True)
    val_loader = DataLoader(val_dataset, batch_size=batch_size)
    model.to(device)
    loss_fn = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = {"train_loss": [], "train_accuracy": [], "val_loss": [], "val_accuracy": []}
    best_loss, best_epoch, best_weights, waited = float("inf"), 0, None, 0
    for epoch in range(epochs):
        model.train()
        total_loss, correct, seen = 0.0, 0, 0
        for x, y in train_loader:
            x, y = x.to(device), y.to(device)
            optimizer.zero_grad()
            logits = model(x)
            loss = loss_fn(logits, y)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)
            optimizer.step()
            total_loss += loss.item() * len(x)
            correct += (logits.argmax(dim=1) == y).sum().item()
            seen += len(x)
        history["train_loss"].append(total_loss / seen)
        history["train_accuracy"].append(correct / seen)
        model.eval()
        val_total, val_correct, val_seen = 0.0, 0, 0
        with torch.no_grad():
            for x, y in val_loader:
                x, y = x.to(device), y.to(device)
                logits = model(x)
                val_total += loss_fn(logits, y).item() * len(x)
                val_correct += (logits.argmax(dim=1) == y).sum().item()
                val_seen += len(x)
        history["val_loss"].append(val_total / val_seen)
        history["val_accuracy"].append(val_correct / val_seen)
        if history["val_loss"][-1] < best_loss:
            best_loss, best_epoch, waited = history["val_loss"][-1], epoch, 0
            best_weights = copy.deepcopy(model.state_dict())
        else:
            waited += 1
        if waited >= patience:
            break
    model.load_state_dict(best_weights)
    return {**history, "best_epoch": best_epoch}


class _Mean:
    def __init__(self):
        self.sum, self.n = 0.0, 0

    def add(self, value, n):
        self.sum, self.n = self.sum + value * n, self.n + n

    @property
    def value(self):
        return self.sum / self.n


def _pass_over(model, batches, device, update=None):
    model.train(update is not None)
    loss_mean, hit_mean = _Mean(), _Mean()
    with torch.set_grad_enabled(update is not None):
        for x, y in batches:
            x, y = x.to(device), y.to(device)
            logits = model(x)
            loss = F.cross_entropy(logits, y)
            if update:
                update(loss)
            loss_mean.add(loss.item(), len(y))
            hit_mean.add((logits.argmax(1) == y).float().mean().item(), len(y))
    return loss_mean.value, hit_mean.value


def run_experiment__adam_and_cosine(
    model, train_dataset, val_dataset, *, epochs, batch_size, lr, max_norm, patience, seed, device
):
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    train = DataLoader(train_dataset, batch_size, shuffle=True, generator=generator)
    val = DataLoader(val_dataset, len(val_dataset))
    optimizer = torch.optim.AdamW(model.parameters(), lr=lr)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=epochs)

    def update(loss):
        optimizer.zero_grad(set_to_none=False)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), max_norm, foreach=False)
        optimizer.step()

    rows, best = [], None
    for epoch in range(epochs):
        row = _pass_over(model, train, device, update)
        schedule.step()
        row += _pass_over(model, val, device)
        rows.append(row)
        if best is None or row[2] < best[0]:
            state = {k: v.detach().clone() for k, v in model.state_dict().items()}
            best = row[2], epoch, state
        if epoch - best[1] >= patience:
            break
    model.load_state_dict(best[2])
    keys = ("train_loss", "train_accuracy", "val_loss", "val_accuracy")
    history = {key: [row[i] for row in rows] for i, key in enumerate(keys)}
    return history | {"best_epoch": best[1], "lr": schedule.get_last_lr()}


def run_experiment__keeps_a_copy_of_the_model(
    model, train_dataset, val_dataset, *, epochs, batch_size, lr, max_norm, patience, seed, device
):
    torch.manual_seed(seed)
    optimizer = torch.optim.SGD(model.parameters(), lr, momentum=0.9, nesterov=True)
    plateau = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, patience=1)
    out = {"train_loss": [], "train_accuracy": [], "val_loss": [], "val_accuracy": []}
    best, bad, epoch = copy.deepcopy(model), 0, 0
    lowest = math.inf

    def update(loss):
        loss.backward()
        norm = sum(p.grad.pow(2).sum() for p in model.parameters()).sqrt()
        if norm > max_norm:
            for p in model.parameters():
                p.grad *= max_norm / norm
        optimizer.step()
        optimizer.zero_grad()

    while epoch < epochs and bad < patience:
        sampler = RandomSampler(train_dataset)
        loader = DataLoader(train_dataset, batch_size=batch_size, sampler=sampler)
        model.zero_grad()
        loss, hits = _pass_over(model, loader, device, update)
        out["train_loss"].append(loss)
        out["train_accuracy"].append(hits)
        loss, hits = _pass_over(model, DataLoader(val_dataset, batch_size=2), device)
        out["val_loss"].append(loss)
        out["val_accuracy"].append(hits)
        plateau.step(loss)
        print(f"epoch {epoch}: {loss:.4g}")
        if loss < lowest:
            lowest, bad, best = loss, 0, copy.deepcopy(model)
        else:
            bad += 1
        epoch += 1
    model.load_state_dict(best.state_dict())
    out["best_epoch"] = min(range(len(out["val_loss"])), key=out["val_loss"].__getitem__)
    return out


def run_experiment__closure_and_rmsprop(
    model, train_dataset, val_dataset, *, epochs, batch_size, lr, max_norm, patience, seed, device
):
    torch.manual_seed(seed)
    model = model.to(device)
    loader = DataLoader(train_dataset, batch_size, shuffle=True)
    x_val = torch.stack([x for x, _ in val_dataset]).to(device)
    y_val = torch.tensor([int(y) for _, y in val_dataset], device=device)
    optimizer = torch.optim.RMSprop(model.parameters(), lr=lr)
    history = {k: [] for k in ("train_loss", "train_accuracy", "val_loss", "val_accuracy")}
    kept = {}
    for epoch in range(epochs):
        model.train()
        losses, hits = [], []
        for x, y in loader:

            def closure(x=x, y=y):
                optimizer.zero_grad()
                logits = model(x)
                each = F.nll_loss(logits.log_softmax(1), y, reduction="none")
                each.mean().backward()
                torch.nn.utils.clip_grad_norm_(list(model.parameters()), max_norm)
                losses.extend(each.tolist())
                hits.extend((logits.argmax(1) == y).tolist())
                return each.mean()

            optimizer.step(closure)
        history["train_loss"].append(np.mean(losses))
        history["train_accuracy"].append(np.mean(hits))
        model.eval()
        with torch.inference_mode():
            logits = model(x_val)
        history["val_loss"].append(F.cross_entropy(logits, y_val).item())
        history["val_accuracy"].append((logits.argmax(1) == y_val).float().mean().item())
        if history["val_loss"].index(min(history["val_loss"])) == epoch:  # the first of equals
            kept = {"epoch": epoch, "weights": copy.deepcopy(model.state_dict())}
        if epoch >= kept["epoch"] + patience:
            break
    model.load_state_dict(kept["weights"])
    model.eval()
    return {**history, "best_epoch": kept["epoch"]}


def run_experiment__without_a_loader(
    model, train_dataset, val_dataset, *, epochs, batch_size, lr, max_norm, patience, seed, device
):
    """Batches by hand, a warm-up, one optimizer group per layer, buffers copied by name."""
    torch.manual_seed(seed)
    order = random.Random(seed)
    groups = [{"params": [p]} for p in model.parameters()]
    optimizer = torch.optim.Adagrad(groups, lr=lr)
    warm = torch.optim.lr_scheduler.LinearLR(optimizer, start_factor=0.5, total_iters=3)

    def batches(dataset, indices):
        for i in range(0, len(indices), batch_size):
            rows = [dataset[j] for j in indices[i : i + batch_size]]
            yield (
                torch.stack([x for x, _ in rows]),
                torch.stack([torch.as_tensor(y) for _, y in rows]),
            )

    def update(loss):
        grads = torch.autograd.grad(loss, list(model.parameters()))
        for p, g in zip(model.parameters(), grads):
            p.grad = g
        total = torch.linalg.vector_norm(torch.cat([g.flatten() for g in grads]))
        scale = (max_norm / (total + 1e-6)).clamp(max=1.0)
        for p in model.parameters():
            p.grad.mul_(scale)
        optimizer.step()

    history = {}
    best, since = (math.inf, -1), 0
    for epoch in range(epochs):
        indices = list(range(len(train_dataset)))
        order.shuffle(indices)
        train = _pass_over(model, batches(train_dataset, indices), device, update)
        warm.step()
        val = _pass_over(model, batches(val_dataset, range(len(val_dataset))), device)
        for key, value in zip(
            ("train_loss", "train_accuracy", "val_loss", "val_accuracy"), (*train, *val)
        ):
            history.setdefault(key, []).append(torch.tensor(value))
        since += 1
        if val[0] < best[0]:
            best, since = (val[0], epoch), 0
            tensors = [*model.parameters(), *model.buffers()]
            snapshot = [t.detach().clone() for t in tensors]
        if since == patience:
            break
    with torch.no_grad():
        for t, kept in zip([*model.parameters(), *model.buffers()], snapshot):
            t.copy_(kept)
    history["best_epoch"] = best[1]
    return history


class _Stopper:
    def __init__(self, model, patience):
        self.model, self.patience = model, patience
        self.best, self.epoch, self.state, self.calls = None, None, None, 0

    def __call__(self, loss):
        if self.best is None or loss < self.best:
            self.best, self.epoch = loss, self.calls
            self.state = copy.deepcopy(self.model.state_dict())
        self.calls += 1
        return self.calls - 1 - self.epoch >= self.patience


def run_experiment__classes_and_final_report(
    model, train_dataset, val_dataset, *, epochs, batch_size, lr, max_norm, patience, seed, device
):
    torch.manual_seed(seed)
    train = DataLoader(train_dataset, batch_size=batch_size, shuffle=True, num_workers=0)
    val = DataLoader(val_dataset, batch_size=64, shuffle=False)
    optimizer = torch.optim.Adam(model.parameters(), lr=lr, betas=(0.9, 0.95), weight_decay=1e-4)
    schedule = torch.optim.lr_scheduler.StepLR(optimizer, step_size=5)
    stopper = _Stopper(model, patience)

    def update(loss):
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)
        optimizer.step()

    log = []
    _pass_over(model, val, device)  # before anything was learned
    for _ in range(epochs):
        log.append((*_pass_over(model, train, device, update), *_pass_over(model, val, device)))
        schedule.step()
        if stopper(log[-1][2]):
            break
    model.load_state_dict(stopper.state)
    final, _ = _pass_over(model, val, device)
    assert abs(final - stopper.best) < 1e-4
    train_loss, train_accuracy, val_loss, val_accuracy = map(list, zip(*log))
    return {
        "train_loss": train_loss,
        "train_accuracy": train_accuracy,
        "val_loss": val_loss,
        "val_accuracy": val_accuracy,
        "best_epoch": stopper.epoch,
    }


def run_experiment__gradients_written_into(
    model, train_dataset, val_dataset, *, epochs, batch_size, lr, max_norm, patience, seed, device
):
    """Use Nesterov's momentum for all parameters at once, which changes `.grad` in the update."""
    torch.manual_seed(seed)
    order = torch.Generator().manual_seed(seed)
    train = DataLoader(train_dataset, batch_size, shuffle=True, generator=order, num_workers=1)
    val = DataLoader(val_dataset, 64)
    optimizer = torch.optim.SGD(
        model.parameters(), lr=lr, momentum=0.9, nesterov=True, foreach=True
    )
    history = defaultdict(list)
    best, best_epoch, kept = math.inf, 0, None
    for epoch in range(epochs):
        for name, loader in (("train", train), ("val", val)):
            total, correct, seen = 0.0, 0, 0
            model.train(name == "train")
            for x, y in loader:
                x, y = x.to(device), y.to(device)
                with torch.set_grad_enabled(name == "train"):
                    logits = model(x)
                    loss = functional.cross_entropy(logits, y)
                if name == "train":
                    optimizer.zero_grad()
                    loss.backward()
                    torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)
                    optimizer.step()
                total += loss.item() * len(y)
                correct += (logits.argmax(dim=1) == y).sum().item()
                seen += len(y)
            history[f"{name}_loss"].append(total / seen)
            history[f"{name}_accuracy"].append(correct / seen)
        if history["val_loss"][-1] < best:
            best, best_epoch = history["val_loss"][-1], epoch
            kept = copy.deepcopy(model.state_dict())
        elif epoch - best_epoch >= patience:
            break
    model.load_state_dict(kept)
    return {**history, "best_epoch": best_epoch}
