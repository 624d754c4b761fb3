"""Right versions of 11_sanity/silent_parameters."""

import copy

import torch


def silent_parameters__autograd_grad(model, x, y, loss_fn):
    named = [(name, p) for name, p in model.named_parameters() if p.requires_grad]
    gradients = torch.autograd.grad(loss_fn(model(x), y), [p for _, p in named], allow_unused=True)
    heard = {name for (name, _), g in zip(named, gradients) if g is not None and g.any()}
    return [name for name, _ in model.named_parameters() if name not in heard]


def silent_parameters__deep_copy(model, x, y, loss_fn):
    twin = copy.deepcopy(model)
    twin.zero_grad(set_to_none=True)
    loss_fn(twin(x), y).backward()
    silent = []
    for name, p in twin.named_parameters():
        if not p.requires_grad or p.grad is None or p.grad.abs().sum().item() == 0:
            silent.append(name)
    return silent


def silent_parameters__save_and_put_back(model, x, y, loss_fn):
    saved = [p.grad for p in model.parameters()]
    for p in model.parameters():
        p.grad = None
    try:
        loss_fn(model(x), y).backward()
        return [n for n, p in model.named_parameters() if p.grad is None or p.grad.norm() == 0]
    finally:
        for p, gradient in zip(model.parameters(), saved):
            p.grad = gradient


def silent_parameters__materialized(model, x, y, loss_fn):
    wanted = {name: p for name, p in model.named_parameters() if p.requires_grad}
    zeros_too = torch.autograd.grad(
        loss_fn(model(x), y), tuple(wanted.values()), allow_unused=True, materialize_grads=True
    )
    size = {name: g.abs().max().item() for name, g in zip(wanted, zeros_too)}
    return [name for name, _ in model.named_parameters() if size.get(name, 0.0) < 1e-12]


def silent_parameters__one_by_one(model, x, y, loss_fn):
    names = []
    for name, p in model.named_parameters():
        if p.requires_grad:
            loss = loss_fn(model(x), y)
            (gradient,) = torch.autograd.grad(loss, p, allow_unused=True)
            if gradient is not None and torch.count_nonzero(gradient):
                continue
        names.append(name)
    return names


def silent_parameters__hooks(model, x, y, loss_fn):
    heard = set()
    handles = []
    for name, p in model.named_parameters():
        if p.requires_grad:

            def listen(gradient, name=name):
                if (gradient != 0).any():
                    heard.add(name)

            handles.append(p.register_hook(listen))
    learning = [p for p in model.parameters() if p.requires_grad]
    torch.autograd.grad(loss_fn(model(x), y), learning, allow_unused=True)
    for handle in handles:
        handle.remove()
    return tuple(name for name, _ in model.named_parameters() if name not in heard)


def silent_parameters__functional(model, x, y, loss_fn):
    values = {n: p.detach().clone() for n, p in model.named_parameters()}
    for name, p in model.named_parameters():
        values[name].requires_grad_(p.requires_grad)
    loss_fn(torch.func.functional_call(model, values, (x,)), y).backward()

    def silent(value):
        return value.grad is None or torch.equal(value.grad, torch.zeros_like(value))

    return [name for name in values if silent(values[name])]


def silent_parameters__differences(model, x, y, loss_fn):
    """Let the new gradients be added, look at the difference, take it away again."""
    old = {n: None if p.grad is None else p.grad.clone() for n, p in model.named_parameters()}
    for p in model.parameters():
        p.grad = None
    loss = loss_fn(model(x), y)
    loss.backward()
    silent = [
        name
        for name, p in model.named_parameters()
        if not (p.requires_grad and p.grad is not None and bool((p.grad != 0).any()))
    ]
    for name, p in model.named_parameters():
        p.grad = old[name]
    return silent
