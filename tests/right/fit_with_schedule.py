"""Right versions of 10_lifecycle/fit_with_schedule."""

import copy
import inspect

import torch
import torch.nn.functional as F
from torch.optim.lr_scheduler import ReduceLROnPlateau

KEYS = ("train_loss", "train_accuracy", "val_loss", "val_accuracy", "lr")


def _pass_over(model, loader, loss_fn, optimizer=None, device="cpu"):
    learning = optimizer is not None
    model.train(learning)
    total, correct, seen = 0.0, 0, 0
    with torch.set_grad_enabled(learning):
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            logits = model(x)
            loss = loss_fn(logits, y)
            if learning:
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            total += loss.item() * len(x)
            correct += (logits.argmax(1) == y).sum().item()
            seen += len(x)
    return total / seen, correct / seen


def fit_with_schedule__reference(
    model, train_loader, val_loader, loss_fn, optimizer, scheduler, epochs, patience, device
):
    history = {key: [] for key in KEYS}
    best, best_state, waited = float("inf"), None, 0
    for _ in range(epochs):
        history["lr"].append(optimizer.param_groups[0]["lr"])
        train = _pass_over(model, train_loader, loss_fn, optimizer, device)
        val = _pass_over(model, val_loader, loss_fn, None, device)
        for key, value in zip(KEYS, (*train, *val)):
            history[key].append(value)
        if isinstance(scheduler, ReduceLROnPlateau):
            scheduler.step(val[0])
        else:
            scheduler.step()
        if val[0] < best:
            best, waited = val[0], 0
            best_state = copy.deepcopy(model.state_dict())
        else:
            waited += 1
        if waited >= patience:
            break
    model.load_state_dict(best_state)
    return history


class _Stopper:
    def __init__(self, patience):
        self.patience, self.best, self.bad = patience, None, 0

    def __call__(self, loss):
        if self.best is None or loss < self.best:
            self.best, self.bad = loss, 0
        else:
            self.bad += 1
        return self.bad >= self.patience


class _Keeper:
    def __init__(self):
        self.best, self.copy = float("inf"), None

    def look(self, model, loss):
        if loss < self.best:
            self.best, self.copy = loss, copy.deepcopy(model)

    def put_back(self, model):
        model.load_state_dict(self.copy.state_dict())


def fit_with_schedule__helper_classes(
    model, train, val, criterion, opt, sched, epochs, patience, device
):
    stopper, keeper = _Stopper(patience), _Keeper()
    rows = []
    for epoch in range(epochs):
        rate = sched.get_last_lr()[0]
        row = (*_pass_over(model, train, criterion, opt), *_pass_over(model, val, criterion))
        rows.append((*row, rate))
        needs_metric = "metrics" in inspect.signature(sched.step).parameters
        sched.step(row[2]) if needs_metric else sched.step()
        keeper.look(model, row[2])
        print(f"epoch {epoch}: validation loss {row[2]:.3f}")
        if stopper(row[2]):
            break
    keeper.put_back(model)
    return {key: [row[i] for row in rows] for i, key in enumerate(KEYS)} | {"stopped": epoch}


def fit_with_schedule__while_and_inline(
    model, train_loader, val_loader, loss_fn, optimizer, scheduler, epochs, patience, device
):
    model.to(device)
    history = {}
    epoch = best_epoch = 0
    snapshots = []
    while epoch < epochs:
        model.train()
        losses, hits = [], []
        for x, y in train_loader:
            x, y = x.to(device), y.to(device)
            out = model(x)
            each = F.cross_entropy(out, y, reduction="none")
            each.mean().backward()
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
            losses += each.tolist()
            hits += out.argmax(1).eq(y).tolist()
        model.eval()
        x, y = (torch.cat(parts).to(device) for parts in zip(*val_loader))
        with torch.inference_mode():
            out = model(x)
            val_loss = F.cross_entropy(out, y).item()
        values = (
            sum(losses) / len(losses),
            sum(hits) / len(hits),
            val_loss,
            out.argmax(1).eq(y).float().mean().item(),
            optimizer.param_groups[0]["lr"],
        )
        for key, value in zip(KEYS, values):
            history.setdefault(key, []).append(value)
        snapshots.append({k: v.clone() for k, v in model.state_dict().items()})
        if val_loss < history["val_loss"][best_epoch]:
            best_epoch = epoch
        if isinstance(scheduler, ReduceLROnPlateau):
            scheduler.step(val_loss)
        else:
            scheduler.step()
        epoch += 1
        if epoch - 1 - best_epoch >= patience:
            break
    model.load_state_dict(snapshots[best_epoch])
    return history


def fit_with_schedule__stops_before_the_last_schedule_step(
    model, train_loader, val_loader, loss_fn, optimizer, scheduler, epochs, patience, device
):
    history = {key: [] for key in KEYS}
    best_loss, best_state, since = None, None, 0
    for _ in range(epochs):
        history["lr"] += [group["lr"] for group in optimizer.param_groups[:1]]
        for name, loader, opt in (("train", train_loader, optimizer), ("val", val_loader, None)):
            loss, accuracy = _pass_over(model, loader, loss_fn, opt, device)
            history[f"{name}_loss"].append(torch.tensor(loss, dtype=torch.float64))
            history[f"{name}_accuracy"].append(accuracy)
        since += 1
        if best_loss is None or loss < best_loss:
            best_loss, since = loss, 0
            best_state = {k: v.detach().cpu().clone() for k, v in model.state_dict().items()}
        if since == patience:
            break
        if type(scheduler).__name__ == "ReduceLROnPlateau":
            scheduler.step(loss)
        else:
            scheduler.step()
    with torch.no_grad():
        for name, tensor in model.state_dict().items():
            tensor.copy_(best_state[name])
    return history


def fit_with_schedule__validates_a_copy(
    model, train_loader, val_loader, loss_fn, optimizer, scheduler, epochs, patience, device
):
    history = {key: [] for key in KEYS}
    best, waited = (float("inf"), None), 0
    for _ in range(epochs):
        history["lr"].append(float(optimizer.param_groups[0]["lr"]))
        loss, accuracy = _pass_over(model, train_loader, loss_fn, optimizer)
        history["train_loss"].append(loss)
        history["train_accuracy"].append(accuracy)
        twin = copy.deepcopy(model)
        loss, accuracy = _pass_over(twin, val_loader, loss_fn)
        history["val_loss"].append(loss)
        history["val_accuracy"].append(accuracy)
        try:
            scheduler.step()
        except TypeError:
            scheduler.step(loss)
        waited += 1
        if loss < best[0]:
            best, waited = (loss, twin), 0
        if waited >= patience:
            break
    model.load_state_dict(best[1].state_dict())
    model.eval()
    return history


def fit_with_schedule__closures_and_data(
    model, train_loader, val_loader, loss_fn, optimizer, scheduler, epochs, patience, device
):
    history = {key: [] for key in KEYS}
    kept = [p.detach().clone() for p in (*model.parameters(), *model.buffers())]
    lowest, bad = float("inf"), 0
    for _ in range(epochs):
        history["lr"].append(optimizer.param_groups[0]["lr"])
        model.train()
        total_loss, correct, seen = 0.0, 0, 0
        for x, y in train_loader:
            x, y = x.to(device), y.to(device)

            def closure(x=x, y=y):
                nonlocal correct
                optimizer.zero_grad()
                logits = model(x)
                correct += (logits.argmax(dim=1) == y).sum().item()
                loss = loss_fn(logits, y)
                loss.backward()
                return loss

            total_loss += optimizer.step(closure).item() * len(x)
            seen += len(x)
        val_loss, val_accuracy = _pass_over(model, val_loader, loss_fn)
        row = (total_loss / seen, correct / seen, val_loss, val_accuracy)
        for key, value in zip(KEYS, row):
            history[key].append(value)
        if isinstance(scheduler, ReduceLROnPlateau):
            scheduler.step(torch.tensor(val_loss))
        else:
            scheduler.step()
        if val_loss < lowest:
            lowest, bad = val_loss, 0
            for old, new in zip(kept, (*model.parameters(), *model.buffers())):
                old.copy_(new.detach())
        else:
            bad += 1
            if bad == patience:
                break
    for value, old in zip((*model.parameters(), *model.buffers()), kept):
        value.data.copy_(old)
    return history
