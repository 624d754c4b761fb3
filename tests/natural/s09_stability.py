"""Wrong versions of stage 09. Docstrings say which mistakes are named."""

import math

import torch


def lr_range_test__large_is_infinite(make_model, x, y, loss_fn, learning_rates, steps):
    """large_loss_refused"""
    found = []
    for rate in learning_rates:
        model = make_model()
        optimizer = torch.optim.SGD(model.parameters(), lr=rate)
        for _ in range(steps):
            optimizer.zero_grad()
            loss_fn(model(x), y).backward()
            optimizer.step()
        with torch.no_grad():
            last = loss_fn(model(x), y).item()
        found.append(last if last < 1e3 else math.inf)
    return found


def lr_range_test__best_of_all(make_model, x, y, loss_fn, learning_rates, steps):
    """lowest_loss_reported"""
    found = []
    for rate in learning_rates:
        net = make_model()
        sgd = torch.optim.SGD(net.parameters(), lr=rate)
        seen = []
        for _ in range(steps):
            sgd.zero_grad()
            loss = loss_fn(net(x), y)
            seen.append(loss.item())
            loss.backward()
            sgd.step()
        seen.append(loss_fn(net(x), y).item())
        lowest = min(seen)
        found.append(lowest if math.isfinite(lowest) else math.inf)
    return found


def lr_range_test__only_nan_is_replaced(make_model, x, y, loss_fn, learning_rates, steps):
    """negative_infinity_not_caught"""
    found = []
    for rate in learning_rates:
        net = make_model()
        sgd = torch.optim.SGD(net.parameters(), lr=rate)
        for _ in range(steps):
            sgd.zero_grad()
            loss_fn(net(x), y).backward()
            sgd.step()
        with torch.no_grad():
            last = loss_fn(net(x), y).item()
        found.append(math.inf if math.isnan(last) else last)
    return found


def lr_range_test__row_by_row(make_model, x, y, loss_fn, learning_rates, steps):
    """one_example_per_step"""
    found = []
    for rate in learning_rates:
        net = make_model()
        sgd = torch.optim.SGD(net.parameters(), lr=rate)
        for step in range(steps):
            row = step % x.shape[0]
            sgd.zero_grad()
            loss_fn(net(x[row : row + 1]), y[row : row + 1]).backward()
            sgd.step()
        with torch.no_grad():
            last = loss_fn(net(x), y).item()
        found.append(last if math.isfinite(last) else math.inf)
    return found


def clip_gradients__to_length_one(parameters, max_norm):
    """max_norm_ignored"""
    found = [p.grad for p in parameters if p.grad is not None]
    norm = sum(float((g * g).sum()) for g in found) ** 0.5
    if norm > max_norm:
        for g in found:
            g.div_(norm)
    return norm


def clip_gradients__norm_of_parameters(parameters, max_norm):
    """norm_of_weights"""
    found = [p for p in parameters if p.grad is not None]
    norm = sum(p.detach().pow(2).sum().item() for p in found) ** 0.5
    if norm > max_norm:
        for p in found:
            p.grad *= max_norm / norm
    return norm


def clip_gradients__leaves_at_none(parameters, max_norm):
    """stops_at_none"""
    found = []
    for p in parameters:
        if p.grad is None:
            break
        found.append(p.grad)
    norm = sum(float((g * g).sum()) for g in found) ** 0.5
    if norm > max_norm:
        for g in found:
            g.mul_(max_norm / norm)
    return norm


def lr_range_test__one_model_and_graphs(make_model, x, y, loss_fn, learning_rates, steps):
    """model_not_fresh"""
    model = make_model()
    losses = []
    for lr in learning_rates:
        optimizer = torch.optim.SGD(model.parameters(), lr=lr)
        for _ in range(steps):
            optimizer.zero_grad()
            loss_fn(model(x), y).backward()
            optimizer.step()
        loss = loss_fn(model(x), y).item()
        losses.append(loss if math.isfinite(loss) else math.inf)
    return losses
