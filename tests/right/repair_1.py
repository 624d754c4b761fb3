"""Right versions of 13_capstone/repair_1."""

import torch


def repair_1__reference(model, batches, loss_fn, optimizer):
    losses = []
    for x, y in batches:
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def repair_1__zero_at_the_end(model, batches, loss_fn, optimizer):
    losses = []
    optimizer.zero_grad()
    for x, y in batches:
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.detach())
    return losses


def repair_1__closure(model, batches, loss_fn, optimizer):
    def closure(x, y):
        model.zero_grad(set_to_none=False)
        loss = loss_fn(model(x), y)
        loss.backward()
        return loss

    return [optimizer.step(lambda x=x, y=y: closure(x, y)).item() for x, y in batches]


def repair_1__autograd_grad(model, batches, loss_fn, optimizer):
    params = list(model.parameters())
    result = []
    for x, y in batches:
        loss = loss_fn(model.forward(x), y)
        for p, g in zip(params, torch.autograd.grad(loss, params)):
            p.grad = g
        optimizer.step()
        result += [float(loss)]
    return result


def repair_1__zero_just_before_backward(model, data, criterion, opt):
    model.train()
    history, queue = [], iter(data)
    while True:
        try:
            x, y = next(queue)
        except StopIteration:
            break
        loss = criterion(model(x), y)
        opt.zero_grad(set_to_none=True)
        torch.autograd.backward(loss)
        opt.step()
        history.append(loss.item())
    return history


def repair_1__none_by_hand(model, batches, loss_fn, optimizer):
    def one(x, y):
        for p in model.parameters():
            p.grad = None
        loss = loss_fn(model(x), y)
        (0.25 * loss).backward(retain_graph=True)
        (0.75 * loss).backward()
        optimizer.step()
        return loss.item()

    return [one(*batch) for batch in batches]


def _of_batch(model, loss_fn):
    def loss_of(parameters, x, y):
        return loss_fn(torch.func.functional_call(model, parameters, (x,)), y)

    return torch.func.grad_and_value(loss_of)


def _weights(model):
    return {name: p.detach() for name, p in model.named_parameters()}


def _takes(model, gradients):
    for name, p in model.named_parameters():
        p.grad = gradients[name]


def repair_1__transform(model, batches, loss_fn, optimizer):
    losses = []
    for x, y in batches:
        gradients, loss = _of_batch(model, loss_fn)(_weights(model), x, y)
        _takes(model, gradients)
        optimizer.step()
        losses.append(loss.item())
    return losses
