"""Right versions of 09_stability/clipped_step."""

import torch
from torch import nn


def clipped_step__reference(model, x, y, loss_fn, optimizer, max_norm):
    optimizer.zero_grad()
    prediction = model(x)
    loss = loss_fn(prediction, y)
    loss.backward()
    norm = torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    optimizer.step()
    return norm.item()


def clipped_step__zero_last(model, x, y, loss_fn, optimizer, max_norm):
    model.train()
    model.zero_grad()
    loss_fn(model(x), y).backward()
    norm = nn.utils.clip_grad_norm_(model.parameters(), max_norm=max_norm)
    optimizer.step()
    optimizer.zero_grad(set_to_none=False)
    return float(norm)


def _clip(parameters, limit):
    gradients = [p.grad for p in parameters if p.grad is not None]
    norm = torch.cat([g.flatten() for g in gradients]).norm()
    if norm > limit:
        for g in gradients:
            g *= limit / norm
    return norm.item()


def clipped_step__own_clipping(model, x, y, loss_fn, optimizer, max_norm):
    model.zero_grad()
    loss = loss_fn(model(x), y)
    loss.backward()
    norm = _clip(model.parameters(), max_norm)
    print(f"norm {norm:.3f}")
    optimizer.step()
    return norm


def clipped_step__autograd_grad(model, x, y, loss_fn, optimizer, max_norm):
    loss = loss_fn(model(x), y)
    parameters = list(model.parameters())
    found = torch.autograd.grad(loss, parameters)
    norm = torch.sqrt(sum((g**2).sum() for g in found))
    factor = min(1.0, max_norm / (norm.item() + 1e-6))
    for p, g in zip(parameters, found):
        p.grad = factor * g
    optimizer.step()
    return norm


def clipped_step__closure(model, x, y, loss_fn, optimizer, max_norm):
    norms = []

    def closure():
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        norms.append(torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm))
        return loss

    optimizer.step(closure)
    return norms[0].item()


def clipped_step__scaled_loss(model, x, y, loss_fn, optimizer, max_norm):
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    loss.backward(retain_graph=True)
    norm = torch.nn.utils.get_total_norm([p.grad for p in model.parameters()]).item()
    if norm > max_norm:
        optimizer.zero_grad()
        (loss * max_norm / norm).backward()
    optimizer.step()
    return norm


def clipped_step__parameters_of_the_optimizer(net, inputs, targets, criterion, opt, limit) -> float:
    """Clip what the optimizer holds."""
    held = [p for group in opt.param_groups for p in group["params"]]
    for p in held:
        p.grad = None
    value = criterion(net.forward(inputs), targets)
    torch.autograd.backward(value)
    before = torch.nn.utils.clip_grad_norm_(held, limit, norm_type=2.0, error_if_nonfinite=True)
    opt.step()
    return before.item()


def clipped_step__clips_twice(model, x, y, loss_fn, optimizer, max_norm):
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    loss.backward()
    norm = torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    again = torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    assert again <= max_norm + 1e-4
    optimizer.step()
    with torch.no_grad():
        print("loss before", loss.item(), "and after", loss_fn(model(x), y).item())
    return norm.item()


def _of_batch(model, loss_fn):
    def loss_of(parameters, x, y):
        return loss_fn(torch.func.functional_call(model, parameters, (x,)), y)

    return torch.func.grad_and_value(loss_of)


def _weights(model):
    return {name: p.detach() for name, p in model.named_parameters()}


def _takes(model, gradients):
    for name, p in model.named_parameters():
        p.grad = gradients[name]


def clipped_step__transform(model, x, y, loss_fn, optimizer, max_norm):
    gradients, _ = _of_batch(model, loss_fn)(_weights(model), x, y)
    _takes(model, gradients)
    norm = torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    optimizer.step()
    return norm


def clipped_step__hook_on_the_optimizer(model, x, y, loss_fn, optimizer, max_norm):
    found = []

    def clips(*_):
        found.append(torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm))

    handle = optimizer.register_step_pre_hook(clips)
    optimizer.zero_grad()
    loss_fn(model(x), y).backward()
    optimizer.step()
    handle.remove()
    return found[0].item()
