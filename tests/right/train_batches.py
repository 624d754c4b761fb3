"""Right versions of 06_zero_grad/train_batches."""

import torch


def train_batches__reference(model, batches, loss_fn, optimizer):
    losses = []
    for x, y in batches:
        optimizer.zero_grad()
        prediction = model(x)
        loss = loss_fn(prediction, y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def train_batches__zero_before_backward(model, batches, loss_fn, optimizer) -> list[float]:
    """Learn from each batch."""
    model.train()
    losses = []
    for index, (x, y) in enumerate(batches):
        loss = loss_fn(model(x), y)
        optimizer.zero_grad(set_to_none=False)
        loss.backward()
        optimizer.step()
        losses += [float(loss)]
        print(index, losses[-1])
    return losses


def train_batches__zero_last(model, batches, loss_fn, optimizer):
    losses = []
    for batch in batches:
        inputs, targets = batch
        loss = loss_fn(model.forward(inputs), targets)
        losses.append(loss.detach())
        loss.backward()
        optimizer.step()
        model.zero_grad()
    return [value.item() for value in losses]


def train_batches__closure(model, batches, loss_fn, optimizer):
    def one(x, y):
        def closure():
            optimizer.zero_grad()
            loss = loss_fn(model(x), y)
            loss.backward()
            return loss

        return optimizer.step(closure).item()

    return [one(x, y) for x, y in batches]


def train_batches__autograd_grad(model, batches, loss_fn, optimizer):
    parameters = [p for group in optimizer.param_groups for p in group["params"]]
    out = []
    for x, y in batches:
        loss = loss_fn(model(x), y)
        for p, g in zip(parameters, torch.autograd.grad(loss, parameters), strict=True):
            p.grad = g
        optimizer.step()
        out.append(loss.detach())
    return out


def train_batches__grad_none_and_index(model, batches, loss_fn, optimizer):
    losses = [0.0] * len(batches)
    i = 0
    while i < len(batches):
        for p in model.parameters():
            p.grad = None
        x, y = batches[i]
        value = loss_fn(model(x), y)
        torch.autograd.backward(value)
        optimizer.step()
        losses[i] = value.item()
        i += 1
    return losses


def train_batches__keeps_what_was_there_and_subtracts(model, batches, loss_fn, optimizer):
    losses = []
    for x, y in batches:
        before = [None if p.grad is None else p.grad.clone() for p in model.parameters()]
        loss = loss_fn(model(x), y)
        loss.backward()
        for p, old in zip(model.parameters(), before, strict=True):
            if old is not None:
                p.grad -= old
        optimizer.step()
        losses.append(loss.item())
    return losses


def train_batches__two_parts(model, batches, loss_fn, optimizer):
    losses = []
    for x, y in batches:
        for p in model.parameters():
            if p.grad is not None:
                p.grad.zero_()
        loss = loss_fn(model(x), y)
        (0.25 * loss).backward(retain_graph=True)
        (0.75 * loss).backward()
        optimizer.step()
        losses.append(loss.item())
        with torch.no_grad():
            print("now", loss_fn(model(x), y).item())
    return losses


def train_batches__recursive(model, batches, loss_fn, optimizer):
    if not batches:
        return []
    x, y = batches[0]
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    loss.backward()
    optimizer.step()
    first = loss.item()
    del loss
    return [first, *train_batches__recursive(model, batches[1:], loss_fn, optimizer)]


def _of_batch(model, loss_fn):
    def loss_of(parameters, x, y):
        return loss_fn(torch.func.functional_call(model, parameters, (x,)), y)

    return torch.func.grad_and_value(loss_of)


def _weights(model):
    return {name: p.detach() for name, p in model.named_parameters()}


def _takes(model, gradients):
    for name, p in model.named_parameters():
        p.grad = gradients[name]


def train_batches__transform(model, batches, loss_fn, optimizer):
    losses = []
    for x, y in batches:
        gradients, loss = _of_batch(model, loss_fn)(_weights(model), x, y)
        _takes(model, gradients)
        optimizer.step()
        losses.append(loss.item())
    return losses
