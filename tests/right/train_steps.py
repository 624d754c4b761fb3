"""Right versions of 01_loop/train_steps."""

import torch


def train_steps__reference(model, x, y, loss_fn, optimizer, steps):
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        prediction = model(x)
        loss = loss_fn(prediction, y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def train_steps__while(model, x, y, loss_fn, optimizer, steps):
    losses = []
    while len(losses) < steps:
        loss = loss_fn(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(float(loss.detach()))
    return losses


def train_steps__comprehension(model, x, y, loss_fn, optimizer, steps):
    def one():
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        return loss.item()

    return [one() for _ in range(steps)]


def train_steps__closure(model, x, y, loss_fn, optimizer, steps):
    history = [0.0] * steps

    def closure():
        model.zero_grad(set_to_none=True)
        loss = loss_fn(model(x), y)
        loss.backward()
        return loss

    for i in range(steps):
        history[i] = optimizer.step(closure).item()
    return history


def train_steps__tensor_of_losses(model, x, y, loss_fn, optimizer, steps):
    values = torch.zeros(steps)
    for i in range(steps):
        optimizer.zero_grad(set_to_none=False)
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        values[i] = loss.detach()
    return values.tolist()


def train_steps__zero_last(model, x, y, loss_fn, optimizer, steps):
    out = []
    for step in range(1, steps + 1):
        loss = loss_fn(model(x), y)
        out.append(loss.item())
        loss.backward()
        optimizer.step()
        for p in model.parameters():
            p.grad = None
        print(step, out[-1])
    return out


def train_steps__autograd_grad(model, x, y, loss_fn, optimizer, steps):
    parameters = list(model.parameters())
    out = []
    for _ in range(steps):
        loss = loss_fn(model(x), y)
        grads = torch.autograd.grad(loss, parameters)
        for p, g in zip(parameters, grads, strict=True):
            p.grad = g
        optimizer.step()
        out.append(loss.detach())
    return out


def train_steps__recursive(model, x, y, loss_fn, optimizer, steps):
    if steps == 0:
        return []
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    loss.backward()
    optimizer.step()
    value = loss.item()
    del loss
    return [value, *train_steps__recursive(model, x, y, loss_fn, optimizer, steps - 1)]


def _of_batch(model, loss_fn):
    def loss_of(parameters, x, y):
        return loss_fn(torch.func.functional_call(model, parameters, (x,)), y)

    return torch.func.grad_and_value(loss_of)


def _weights(model):
    return {name: p.detach() for name, p in model.named_parameters()}


def _takes(model, gradients):
    for name, p in model.named_parameters():
        p.grad = gradients[name]


def train_steps__transform(model, x, y, loss_fn, optimizer, steps):
    def step(_):
        gradients, loss = _of_batch(model, loss_fn)(_weights(model), x, y)
        _takes(model, gradients)
        optimizer.step()
        return loss.item()

    return [*map(step, range(steps))]
