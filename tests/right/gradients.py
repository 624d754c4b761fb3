"""Right versions of 04_backward/gradients."""

import copy

import torch


def gradients__autograd_grad(model, x, y, loss_fn):
    named = [(n, p) for n, p in model.named_parameters() if p.requires_grad]
    loss = loss_fn(model(x), y)
    grads = torch.autograd.grad(loss, [p for _, p in named], allow_unused=True)
    found = {n: g for (n, _), g in zip(named, grads)}
    return {n: found.get(n) for n, _ in model.named_parameters()}


def gradients__save_and_put_back(model, x, y, loss_fn):
    saved = {}
    for name, p in model.named_parameters():
        saved[name], p.grad = p.grad, None
    loss_fn(model(x), y).backward()
    result = {}
    for name, p in model.named_parameters():
        result[name] = p.grad
        p.grad = saved[name]
    return result


def gradients__deep_copy(model, x, y, loss_fn):
    twin = copy.deepcopy(model)
    twin.zero_grad()
    loss_fn(twin(x), y).backward()
    return {name: p.grad for name, p in twin.named_parameters()}


def gradients__differences(model, x, y, loss_fn):
    before = {n: None if p.grad is None else p.grad.clone() for n, p in model.named_parameters()}
    model.zero_grad(set_to_none=True)
    try:
        loss = loss_fn(model(x), y)
        loss.backward()
        return {
            n: p.grad.clone() if p.grad is not None else None for n, p in model.named_parameters()
        }
    finally:
        for n, p in model.named_parameters():
            p.grad = before[n]


def gradients__one_by_one(model, x, y, loss_fn):
    loss = loss_fn(model(x), y)
    result = {}
    for name, p in model.named_parameters():
        if not p.requires_grad:
            result[name] = None
            continue
        (result[name],) = torch.autograd.grad(loss, p, retain_graph=True, allow_unused=True)
    return result


def gradients__hooks(model, x, y, loss_fn):
    arrived = dict.fromkeys(name for name, _ in model.named_parameters())
    handles = []
    for name, p in model.named_parameters():
        if p.requires_grad:

            def keep(gradient, name=name):
                arrived[name] = gradient.detach().clone()

            handles.append(p.register_hook(keep))
    inputs = [p for p in model.parameters() if p.requires_grad]
    torch.autograd.grad(loss_fn(model(x), y), inputs, allow_unused=True)
    for handle in handles:
        handle.remove()
    return arrived


def gradients__functional(model, x, y, loss_fn):
    every = {name: p.detach() for name, p in model.named_parameters()}
    wanted = {
        n: every[n].clone().requires_grad_() for n, p in model.named_parameters() if p.requires_grad
    }
    loss = loss_fn(torch.func.functional_call(model, {**every, **wanted}, (x,)), y)
    loss.backward()
    return {name: wanted[name].grad if name in wanted else None for name in every}


def gradients__restored_in_place(model, x, y, loss_fn):
    """Subtract what was there: .grad keeps its tensors."""
    old = {n: p.grad.clone() for n, p in model.named_parameters() if p.grad is not None}
    loss_fn(model(x), y).backward()
    result = {}
    for n, p in model.named_parameters():
        if not p.requires_grad or p.grad is None:
            result[n] = None
        elif n in old:
            difference = p.grad - old[n]
            result[n] = difference if n not in _unused(model, x) else None
            p.grad.copy_(old[n])
        else:
            result[n], p.grad = p.grad, None
    result["loss"] = None
    return result


def _unused(model, x):
    wanted = {n: p for n, p in model.named_parameters() if p.requires_grad}
    found = torch.autograd.grad(model(x).sum(), list(wanted.values()), allow_unused=True)
    return {n for n, g in zip(wanted, found) if g is None}


def gradients__transform(model, x, y, loss_fn):
    live = {name: p for name, p in model.named_parameters() if p.requires_grad}
    used = torch.autograd.grad(loss_fn(model(x), y), list(live.values()), allow_unused=True)
    found = torch.func.grad(lambda w: loss_fn(torch.func.functional_call(model, w, (x,)), y))(
        {name: p.detach() for name, p in live.items()}
    )
    result = dict.fromkeys(name for name, _ in model.named_parameters())
    reached = (name for name, g in zip(live, used, strict=True) if g is not None)
    return result | {name: found[name] for name in reached}


def gradients__further_keys(model, x, y, loss_fn):
    loss = loss_fn(model(x), y)
    names, parameters = zip(*model.named_parameters(), strict=True)
    free = [p for p in parameters if p.requires_grad]
    found = iter(torch.autograd.grad(loss, free, allow_unused=True))
    result = {n: next(found) if p.requires_grad else None for n, p in zip(names, parameters)}
    result["loss"] = loss.item()
    return result
