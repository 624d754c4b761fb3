"""Wrong versions of stage 13. Docstrings say which mistakes are named."""

import torch
import torch.nn.functional as F
from torch.utils.data import DataLoader


def repair_4__only_full_batches(model, loader, loss_fn):
    """last_batch_dropped"""
    model.eval()
    summed, n = 0.0, 0
    with torch.no_grad():
        for inputs, labels in loader:
            if inputs.shape[0] != loader.batch_size:
                continue
            summed += loss_fn(model(inputs), labels).item() * labels.numel()
            n += labels.numel()
    return summed / n


def repair_4__batches_taken_for_full(model, loader, loss_fn):
    """nominal_batch_size"""
    model.eval()
    with torch.no_grad():
        summed = sum(len(y) * loss_fn(model(x), y).item() for x, y in loader)
    return summed / (loader.batch_size * len(loader))


def repair_3__first_batch(model, loader):  # noqa: RET503
    """return_inside_loop"""
    model.eval()
    for inputs, labels in loader:
        with torch.no_grad():
            right = (model(inputs).argmax(1) == labels).sum().item()
        return right / len(labels)


def _passed(model, loader, optimizer, max_norm):
    training = optimizer is not None
    model.train(training)
    summed, right, n = 0.0, 0, 0
    with torch.set_grad_enabled(training):
        for x, y in loader:
            outputs = model(x)
            loss = F.cross_entropy(outputs, y)
            if training:
                optimizer.zero_grad()
                loss.backward()
                torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)
                optimizer.step()
            summed += loss.item() * len(y)
            right += (outputs.argmax(1) == y).sum().item()
            n += len(y)
    return summed / n, right / n


def _experiment(model, train_dataset, val_dataset, given, held, watched, first, kept):
    torch.manual_seed(given["seed"])
    loaders = (
        DataLoader(
            train_dataset,
            given["batch_size"],
            shuffle=True,
            drop_last=given.get("drop_last", False),
        ),
        DataLoader(val_dataset, given["batch_size"]),
    )
    optimizer = torch.optim.SGD(held(model), lr=given["lr"])
    rows = []
    lowest, best, state, bad = None, first, None, 0
    for epoch in range(given["epochs"]):
        rows.append(
            _passed(model, loaders[0], optimizer, given["max_norm"])
            + _passed(model, loaders[1], None, None)
        )
        if lowest is None or rows[-1][watched] < lowest:
            lowest, best, state, bad = rows[-1][watched], epoch + first, kept(model), 0
        else:
            bad += 1
        if bad == given["patience"]:
            break
    model.load_state_dict(state, strict=False)
    names = ("train_loss", "train_accuracy", "val_loss", "val_accuracy")
    return dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)) | {"best_epoch": best}


def _copied(model):
    return {name: value.clone() for name, value in model.state_dict().items()}


def run_experiment__by_training_loss(model, train_dataset, val_dataset, **given):
    """best_by_train_loss"""
    return _experiment(
        model, train_dataset, val_dataset, given, lambda m: m.parameters(), 0, 0, _copied
    )


def run_experiment__counts_from_one(model, train_dataset, val_dataset, **given):
    """epoch_off_by_one"""
    return _experiment(
        model, train_dataset, val_dataset, given, lambda m: m.parameters(), 2, 1, _copied
    )


def run_experiment__parameters_alone(model, train_dataset, val_dataset, **given):
    """buffers_not_saved"""
    return _experiment(
        model,
        train_dataset,
        val_dataset,
        given,
        lambda m: m.parameters(),
        2,
        0,
        lambda m: {name: p.detach().clone() for name, p in m.named_parameters()},
    )


def run_experiment__last_layer(model, train_dataset, val_dataset, **given):
    """optimizer_misses_parameters"""
    return _experiment(
        model, train_dataset, val_dataset, given, lambda m: list(m.parameters())[-2:], 2, 0, _copied
    )


def repair_2__mean_of_means(model, train_loader, val_loader, loss_fn, optimizer, epochs):
    """mean_of_batch_means"""
    found = []
    for _ in range(epochs):
        model.train()
        for inputs, targets in train_loader:
            optimizer.zero_grad()
            loss_fn(model(inputs), targets).backward()
            optimizer.step()
        model.eval()
        summed = 0.0
        with torch.no_grad():
            for inputs, targets in val_loader:
                summed += loss_fn(model(inputs), targets).item()
        found.append(summed / len(val_loader))
    return found


def _with_head(model, head, batches, loss_fn, optimizer):
    model.head = head
    losses = []
    for inputs, targets in batches:
        optimizer.zero_grad()
        loss = loss_fn(model(inputs), targets)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def repair_7__momentum(model, head, batches, loss_fn, lr):
    """not_plain_sgd"""
    model.head = head
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    return _with_head(model, head, batches, loss_fn, optimizer)


def repair_7__head_alone(model, head, batches, loss_fn, lr):
    """optimizer_misses_parameters"""
    model.head = head
    optimizer = torch.optim.SGD(head.parameters(), lr=lr)
    return _with_head(model, head, batches, loss_fn, optimizer)


def repair_7__body_alone(model, head, batches, loss_fn, lr):
    """optimizer_on_old_parameters"""
    model.head = head
    optimizer = torch.optim.SGD(model.body.parameters(), lr=lr)
    return _with_head(model, head, batches, loss_fn, optimizer)


def repair_4__divided_by_size(model, loader, loss_fn):
    """divided_for_multiplied"""
    model.eval()
    summed = 0.0
    with torch.no_grad():
        for inputs, labels in loader:
            summed += loss_fn(model(inputs), labels).item() / len(labels)
    return summed / len(loader)


def repair_4__last_size_for_all(model, loader, loss_fn):
    """nominal_batch_size"""
    model.eval()
    summed = 0.0
    with torch.no_grad():
        for inputs, labels in loader:
            summed += loss_fn(model(inputs), labels).item() * len(labels)
    return summed / (len(labels) * len(loader))


def repair_4__first_batch_of_all(model, loader, loss_fn):  # noqa: RET503
    """return_inside_loop"""
    model.eval()
    with torch.no_grad():
        for inputs, labels in loader:
            summed = loss_fn(model(inputs), labels).item() * len(labels)
            return summed / len(loader.dataset)


def repair_4__short_one_skipped(model, loader, loss_fn):
    """last_batch_dropped"""
    model.eval()
    summed = 0.0
    with torch.no_grad():
        for inputs, labels in loader:
            if len(labels) == loader.batch_size:
                summed += loss_fn(model(inputs), labels).item() * len(labels)
    return summed / len(loader.dataset)


def repair_6__first_of_each_batch(model, batches, loss_fn, optimizer):
    """one_example_per_step"""
    losses = []
    for inputs, targets in batches:
        optimizer.zero_grad()
        loss = loss_fn(model(inputs)[0], targets[:1])
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def repair_8__share_of_each_chunk(model, chunks, loss_fn, optimizer):
    """chunk_losses_divided"""
    state, losses = None, []
    for inputs, targets in chunks:
        output, state = model(inputs, state)
        state = state.detach()
        loss = loss_fn(output, targets) / len(chunks)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def run_experiment__full_batches(model, train_dataset, val_dataset, **given):
    """last_batch_dropped"""
    given |= {"drop_last": True}
    return _experiment(
        model, train_dataset, val_dataset, given, lambda m: m.parameters(), 2, 0, _copied
    )
