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
