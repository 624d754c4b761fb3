"""Right versions of 08_validate/fit."""

import copy

import torch


def fit__reference(model, train_loader, val_loader, loss_fn, optimizer, epochs, device):
    history = {"train_loss": [], "train_accuracy": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
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
        history["train_loss"].append(total_loss / seen)
        history["train_accuracy"].append(correct / seen)

        model.eval()
        val_total, val_correct, val_seen = 0.0, 0, 0
        with torch.no_grad():
            for x, y in val_loader:
                x, y = x.to(device), y.to(device)
                val_logits = model(x)
                val_loss = loss_fn(val_logits, y)
                val_total += val_loss.item() * len(x)
                val_correct += (val_logits.argmax(dim=1) == y).sum().item()
                val_seen += len(x)
        history["val_loss"].append(val_total / val_seen)
        history["val_accuracy"].append(val_correct / val_seen)
    return history


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


def fit__one_function_for_both(model, train_loader, val_loader, loss_fn, optimizer, epochs, device):
    rows = []
    for _ in range(epochs):
        train = _pass_over(model, train_loader, loss_fn, optimizer, device)
        rows.append(train + _pass_over(model, val_loader, loss_fn, None, device))
    keys = ("train_loss", "train_accuracy", "val_loss", "val_accuracy")
    return {key: [row[i] for row in rows] for i, key in enumerate(keys)}


def fit__while_and_inference_mode(model, train, val, criterion, opt, epochs, device):
    model.to(device)
    history = {}
    epoch = 0
    while epoch < epochs:
        model.train()
        sums = torch.zeros(3)
        for x, y in train:
            x, y = x.to(device), y.to(device)
            out = model(x)
            loss = criterion(out, y)
            loss.backward()
            opt.step()
            opt.zero_grad(set_to_none=True)
            sums += torch.tensor([loss.item() * len(y), out.argmax(1).eq(y).sum(), len(y)])
        history.setdefault("train_loss", []).append((sums[0] / sums[2]).item())
        history.setdefault("train_accuracy", []).append((sums[1] / sums[2]).item())
        model.eval()
        sums = torch.zeros(3)
        with torch.inference_mode():
            for x, y in val:
                x, y = x.to(device), y.to(device)
                out = model(x)
                sums += torch.tensor(
                    [criterion(out, y).item() * len(y), out.argmax(1).eq(y).sum(), len(y)]
                )
        history.setdefault("val_loss", []).append((sums[0] / sums[2]).item())
        history.setdefault("val_accuracy", []).append((sums[1] / sums[2]).item())
        epoch += 1
    return history


def fit__joined_validation_batches(model, train_loader, val_loader, loss_fn, opt, epochs, device):
    x_val = torch.cat([x for x, _ in val_loader])
    y_val = torch.cat([y for _, y in val_loader])
    history = {k: [] for k in ("train_loss", "train_accuracy", "val_loss", "val_accuracy")}
    for epoch in range(epochs):
        model.train()
        losses, hits = [], []
        for x, y in train_loader:
            x, y = x.to(device), y.to(device)
            opt.zero_grad()
            z = model(x)
            each = torch.stack([loss_fn(z[[i]], y[[i]]) for i in range(len(y))])
            each.mean().backward()
            opt.step()
            losses += each.tolist()
            hits += (z.argmax(1) == y).tolist()
        history["train_loss"].append(sum(losses) / len(losses))
        history["train_accuracy"].append(sum(hits) / len(hits))
        model.eval()
        with torch.no_grad():
            z = model(x_val)
        history["val_loss"].append(loss_fn(z, y_val).item())
        history["val_accuracy"].append((z.argmax(1) == y_val).float().mean().item())
        print(f"epoch {epoch}: {history['val_loss'][-1]:.3f}")
    return history


def fit__validates_a_copy(model, train_loader, val_loader, loss_fn, optimizer, epochs, device):
    train_loss, train_accuracy, val_loss, val_accuracy = [], [], [], []
    model.train()
    for _ in range(epochs):
        a, b = _pass_over(model, train_loader, loss_fn, optimizer)
        train_loss.append(a)
        train_accuracy.append(b)
        a, b = _pass_over(copy.deepcopy(model), val_loader, loss_fn)
        val_loss.append(a)
        val_accuracy.append(b)
    return {
        "train_loss": train_loss,
        "train_accuracy": train_accuracy,
        "val_loss": val_loss,
        "val_accuracy": val_accuracy,
        "epochs": epochs,
    }


@torch.no_grad()
def _validate(model, loader, loss_fn, device):
    was = model.training
    model.eval()
    loss = sum(loss_fn(model(x.to(device)), y.to(device)) * len(y) for x, y in loader) / len(
        loader.dataset
    )
    hits = sum((model(x.to(device)).argmax(1) == y.to(device)).sum() for x, y in loader) / len(
        loader.dataset
    )
    model.train(was)
    return loss, hits


def fit__helper_restores_the_mode(model, train, val, loss_fn, optimizer, epochs, device):
    model.train()
    history = {"val_loss": [], "val_accuracy": [], "train_loss": [], "train_accuracy": []}
    for _ in range(epochs):
        seen = total = correct = 0
        for x, y in train:
            x, y = x.to(device), y.to(device)
            model.zero_grad()
            z = model(x)
            loss = loss_fn(z, y)
            loss.backward()
            optimizer.step()
            total, seen = total + loss.detach() * len(y), seen + len(y)
            correct = correct + (z.argmax(1) == y).sum()
        loss, hits = _validate(model, val, loss_fn, device)
        for key, value in zip(history, (loss, hits, total / seen, correct / seen), strict=True):
            history[key].append(value)
    return history


def fit__closures(model, train_loader, val_loader, loss_fn, optimizer, epochs, device):
    history = {"train_loss": [], "train_accuracy": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
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
        history["train_loss"].append(total_loss / seen)
        history["train_accuracy"].append(correct / seen)
        val_loss, val_accuracy = _pass_over(model, val_loader, loss_fn)
        history["val_loss"].append(val_loss)
        history["val_accuracy"].append(val_accuracy)
    return history
