"""Right versions of 11_sanity/overfit_one_batch."""

import torch


def overfit_one_batch__reference(model, x, y, loss_fn, optimizer, steps):
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        prediction = model(x)
        loss = loss_fn(prediction, y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def overfit_one_batch__train_mode(model, x, y, loss_fn, optimizer, steps):
    model.train()
    losses = torch.empty(steps)
    for step in range(steps):
        loss = loss_fn(model(x), y)
        optimizer.zero_grad(set_to_none=False)
        loss.backward()
        optimizer.step()
        losses[step] = loss.item()
        print(f"{step}: {losses[step]:.3g}")
    return losses.tolist()


def overfit_one_batch__closure(model, x, y, loss_fn, optimizer, steps):
    def closure():
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        return loss

    return [float(optimizer.step(closure).detach()) for _ in range(steps)]


def overfit_one_batch__autograd_grad(model, x, y, loss_fn, optimizer, steps):
    parameters = [p for group in optimizer.param_groups for p in group["params"]]
    history = []
    while len(history) < steps:
        loss = loss_fn(model(x), y)
        for p, gradient in zip(parameters, torch.autograd.grad(loss, parameters)):
            p.grad = gradient
        history.append(loss.detach())
        optimizer.step()
    return history


def overfit_one_batch__zero_last(model, x, y, loss_fn, optimizer, steps):
    x, y = x.clone(), y.clone()
    out = []
    model.zero_grad()
    for _ in range(steps):
        loss = loss_fn(model(x), y)
        out += [loss.item()]
        loss.backward()
        optimizer.step()
        model.zero_grad()
    return out


def overfit_one_batch__one_step_function(model, x, y, loss_fn, optimizer, steps):
    def one_step():
        for p in model.parameters():
            p.grad = None
        value = loss_fn(model(x), y)
        torch.autograd.backward(value)
        optimizer.step()
        return value.item()

    return list(one_step() for _ in range(steps))


def overfit_one_batch__batches(model, x, y, loss_fn, optimizer, steps):
    """A training loop over a list that holds the same batch again and again."""
    losses = []
    for bx, by in [(x, y)] * steps:
        optimizer.zero_grad()
        loss = loss_fn(model.forward(bx), by)
        loss.backward()
        optimizer.step()
        losses.append(loss.detach().numpy().item())
    return losses


def _of_batch(model, loss_fn):
    def loss_of(parameters, x, y):
        return loss_fn(torch.func.functional_call(model, parameters, (x,)), y)

    return torch.func.grad_and_value(loss_of)


def _weights(model):
    return {name: p.detach() for name, p in model.named_parameters()}


def _takes(model, gradients):
    for name, p in model.named_parameters():
        p.grad = gradients[name]


def overfit_one_batch__transform(model, x, y, loss_fn, optimizer, steps):
    losses = []
    for _ in range(steps):
        gradients, loss = _of_batch(model, loss_fn)(_weights(model), x, y)
        _takes(model, gradients)
        optimizer.step()
        losses.append(loss.item())
    return losses
