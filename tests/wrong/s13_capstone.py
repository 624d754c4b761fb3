"""Wrong versions of stage 13. Docstrings number the promises that each breaks; no other."""

import copy
import math

import torch
import torch.nn.functional as F
from torch.utils.data import DataLoader


def _validated(model, loader, mode=False, graph=False):
    model.train(mode)
    total, hits, seen = 0.0, 0, 0
    with torch.set_grad_enabled(graph):
        for x, y in loader:
            outputs = model(x)
            total += F.cross_entropy(outputs, y).item() * len(y)
            hits += (outputs.argmax(1) == y).sum().item()
            seen += len(y)
    return total / seen, hits / seen


def _experiment(model, train_dataset, val_dataset, **given):
    ways = {"held": lambda model: list(model.parameters()), "rate": 1, "strict": True, "zero": True}
    ways |= {"empty_first": True, "keep": float, "late": 0, "every_epoch": True}
    ways |= {"validates_in": False, "graph": False, "counts_from": 0}
    ways |= {"limit": given["max_norm"]}
    ways |= {key: given.pop(key) for key in tuple(given) if key in ways}
    torch.manual_seed(given["seed"])
    loader = DataLoader(train_dataset, batch_size=given["batch_size"], shuffle=True)
    val_loader = DataLoader(val_dataset, batch_size=given["batch_size"])
    optimizer = torch.optim.SGD(ways["held"](model), lr=ways["rate"] * given["lr"])
    names = ("train_loss", "train_accuracy", "val_loss", "val_accuracy")
    history = {name: [] for name in names}
    best, best_epoch, state, waited = math.inf, 0, None, 0
    for epoch in range(given["epochs"]):
        if ways["every_epoch"] or not epoch:
            model.train()
        total, hits, seen = 0.0, 0, 0
        for x, y in loader:
            if ways["empty_first"]:
                model.zero_grad()
            outputs = model(x)
            loss = F.cross_entropy(outputs, y)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), ways["limit"])
            optimizer.step()
            model.zero_grad()
            total += ways["keep"](loss) * len(y)
            hits += (outputs.argmax(1) == y).sum().item()
            seen += len(y)
        total = float(total)
        measured = _validated(model, val_loader, ways["validates_in"], ways["graph"])
        row = (total / seen, hits / seen, *measured)
        for name, value in zip(names, row, strict=True):
            history[name].append(value)
        equal = row[2] == best and not ways["strict"]
        if row[2] < best or equal or not (best or ways["zero"]):
            best, best_epoch, waited = row[2], epoch, 0
            state = copy.deepcopy(model.state_dict())
        else:
            waited += 1
            if waited >= given["patience"] + ways["late"]:
                break
    model.load_state_dict(state)
    return history | {"best_epoch": best_epoch + ways["counts_from"]}


def run_experiment__validates_in_train_mode(*data, **given):
    """3 7"""
    return _experiment(*data, **given, validates_in=True)


def run_experiment__validates_with_a_graph(*data, **given):
    """4"""
    return _experiment(*data, **given, graph=True)


def run_experiment__counts_epochs_from_one(*data, **given):
    """5"""
    return _experiment(*data, **given, counts_from=1)


def run_experiment__stops_an_epoch_early(*data, **given):
    """7"""
    return _experiment(*data, **given, late=-1)


def run_experiment__clips_at_one(*data, **given):
    """1 6"""
    return _experiment(*data, **given, limit=1.0)


def run_experiment__only_the_last_layer(*data, **given):
    """6"""
    return _experiment(*data, **given, held=lambda model: list(model.parameters())[-2:])


def run_experiment__ten_times_the_rate(*data, **given):
    """6"""
    return _experiment(*data, **given, rate=10)


def run_experiment__zero_is_no_seed(*data, **given):
    """8"""
    return _experiment(*data, **(given | {"seed": given["seed"] or 42}))


def run_experiment__equal_is_lower(*data, **given):
    """5 7"""
    return _experiment(*data, **given, strict=False)


def run_experiment__no_best_at_zero(*data, **given):
    """5 7"""
    return _experiment(*data, **given, zero=False)


def run_experiment__empties_after_the_step_only(*data, **given):
    """1"""
    return _experiment(*data, **given, empty_first=False)


def run_experiment__adds_up_loss_tensors(*data, **given):
    """4"""
    return _experiment(*data, **given, keep=lambda loss: loss)


def run_experiment__keeps_every_loss_in_a_list(*data, **given):
    """4"""
    kept = []
    return _experiment(*data, **given, keep=lambda loss: kept.append(loss) or loss.item())


def run_experiment__one_epoch_too_many(*data, **given):
    """7"""
    return _experiment(*data, **given, late=1)


def run_experiment__without_dropout(model, *data, **given):
    """6"""
    for layer in model.modules():
        if isinstance(layer, torch.nn.Dropout):
            layer.p = 0.0
    return _experiment(model, *data, **given)


def run_experiment__train_mode_once(*data, **given):
    """2 6"""
    return _experiment(*data, **given, every_epoch=False)


def _train(model, batches, loss_fn, optimizer):
    losses = []
    for x, y in batches:
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.item())
    return losses


def repair_1__empties_afterwards(model, batches, loss_fn, optimizer):
    """3"""
    return _train(model, batches, loss_fn, optimizer)


def _eval_mode_tells_the_losses(model, batches, loss_fn, optimizer):
    losses = []
    for x, y in batches:
        model.eval()
        with torch.no_grad():
            losses.append(loss_fn(model(x), y).item())
        model.train()
        optimizer.zero_grad()
        loss_fn(model(x), y).backward()
        optimizer.step()
    return losses


def repair_1__losses_in_eval_mode(*given):
    """2"""
    return _eval_mode_tells_the_losses(*given)


def repair_5__trains_in_eval_mode(model, loader, loss_fn, optimizer):
    """1"""
    model.eval()
    optimizer.zero_grad()
    losses = _train(model, loader, loss_fn, optimizer)
    return sum(loss * len(x) for loss, (x, _) in zip(losses, loader, strict=True)) / len(
        loader.dataset
    )


def repair_6__losses_in_eval_mode(model, batches, *given):
    """2"""
    return _eval_mode_tells_the_losses(model, [(x, y[:, None]) for x, y in batches], *given)


def repair_7__losses_in_eval_mode(model, head, batches, loss_fn, lr):
    """2"""
    model.head = head
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    return _eval_mode_tells_the_losses(model, batches, loss_fn, optimizer)


def _right(model, loader):
    hits = [model(x).argmax(1) == y for x, y in loader]
    return torch.cat(hits).float().mean().item()


def repair_3__sets_all_fixed(model, loader):
    """2"""
    return _right(model.eval().requires_grad_(False), loader)


def repair_3__in_double_precision(model, loader):
    """1"""
    model.eval().double()
    with torch.no_grad():
        return _right(model, [(x.double(), y) for x, y in loader])


def repair_4__sets_all_fixed(model, loader, loss_fn):
    """2"""
    model.eval().requires_grad_(False)
    pairs = [(loss_fn(model(x), y).item(), len(y)) for x, y in loader]
    return sum(loss * n for loss, n in pairs) / sum(n for _, n in pairs)


def repair_4__sums_from_now_on(model, loader, loss_fn):
    """2"""
    model.eval()
    loss_fn.reduction = "sum"
    with torch.no_grad():
        total = sum(loss_fn(model(x), y).item() for x, y in loader)
    return total / len(loader.dataset)


def repair_3__recording_stays_off(model, loader):
    """2"""
    model.eval()
    torch.set_grad_enabled(False)
    hits = [model(x).argmax(1) == y for x, y in loader]
    return torch.cat(hits).float().mean().item()


def repair_4__recording_stays_off(model, loader, loss_fn):
    """2"""
    model.eval()
    torch.set_grad_enabled(False)
    pairs = [(loss_fn(model(x), y).item(), len(y)) for x, y in loader]
    return sum(loss * n for loss, n in pairs) / sum(n for _, n in pairs)


def repair_7__empties_afterwards(model, head, batches, loss_fn, lr):
    """3"""
    model.head = head
    return _train(model, batches, loss_fn, torch.optim.SGD(model.parameters(), lr=lr))


def repair_8__empties_afterwards(model, chunks, loss_fn, optimizer):
    """3"""
    hidden, losses = None, []
    for x, y in chunks:
        outputs, hidden = model(x, hidden)
        loss = loss_fn(outputs, y)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        hidden = hidden.detach()
        losses.append(loss.item())
    return losses


def repair_7__head_listed_twice(model, head, batches, loss_fn, lr):
    """1 2"""
    model.head = head
    optimizer = torch.optim.SGD([*model.parameters(), *head.parameters()], lr=lr)
    optimizer.zero_grad()
    return _train(model, batches, loss_fn, optimizer)


def repair_7__trains_a_copy_of_the_head(model, head, batches, loss_fn, lr):
    """4"""
    model.head = copy.deepcopy(head)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    optimizer.zero_grad()
    return _train(model, batches, loss_fn, optimizer)


def repair_8__never_empties(model, chunks, loss_fn, optimizer):
    """1 2 3"""
    hidden, losses = None, []
    for x, y in chunks:
        output, hidden = model(x, hidden)
        loss = loss_fn(output, y)
        loss.backward()
        optimizer.step()
        hidden = hidden.detach()
        losses.append(loss.item())
    return losses


def repair_8__begins_with_zeros(model, chunks, loss_fn, optimizer):
    """1 2 4"""
    optimizer.zero_grad()
    return _train(lambda x: model(x)[0], chunks, loss_fn, optimizer)
