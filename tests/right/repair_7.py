"""Right versions of 13_capstone/repair_7."""

import torch


def repair_7__reference(model, head, batches, loss_fn, lr):
    model.head = head
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []
    for x, y in batches:
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def _train(model, batches, loss_fn, optimizer):
    losses = []
    for x, y in batches:
        optimizer.zero_grad(set_to_none=True)
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def repair_7__groups(model, head, batches, loss_fn, lr):
    model.head = head
    groups = [{"params": model.body.parameters()}, {"params": head.parameters()}]
    return _train(model, batches, loss_fn, torch.optim.SGD(groups, lr=lr))


def repair_7__group_added_later(model, head, batches, loss_fn, lr):
    optimizer = torch.optim.SGD(model.body.parameters(), lr=lr)
    model.head = head
    optimizer.add_param_group({"params": head.parameters()})
    return _train(model, batches, loss_fn, optimizer)


def repair_7__setattr(model, head, batches, loss_fn, lr):
    setattr(model, "head", head)
    model.train()
    return _train(model, batches, loss_fn, torch.optim.SGD([*model.parameters()], lr))


def repair_7__zero_at_the_end(model, head, batches, loss_fn, lr):
    model._modules["head"] = head
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, foreach=False)
    optimizer.zero_grad()
    result = []
    for x, y in batches:
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        result.append(loss.detach())
    return result


def repair_7__update_by_hand(model, head, batches, loss_fn, lr):
    model.head = head
    params = list(model.parameters())
    losses = []
    for x, y in batches:
        loss = loss_fn(model(x), y)
        grads = torch.autograd.grad(loss, params)
        with torch.no_grad():
            for p, g in zip(params, grads):
                p -= lr * g
        losses.append(loss.item())
    return losses
