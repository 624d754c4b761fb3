"""Gradients that are asked for, not added to `.grad`. Docstrings say which mistake is named."""

import torch


def accumulate_step__asks_for_sums(model, micro_batches, loss_fn, optimizer):
    """sum_instead_of_mean"""
    seen = sum(len(x) for x, _ in micro_batches)
    parameters = list(model.parameters())
    sums = [torch.zeros_like(p) for p in parameters]
    mean = 0.0
    for x, y in micro_batches:
        loss = loss_fn(model(x), y)
        mean += loss.item() * len(x) / seen
        for one, new in zip(sums, torch.autograd.grad(loss, parameters), strict=True):
            one += len(x) * new
    for p, one in zip(parameters, sums, strict=True):
        p.grad = one
    optimizer.step()
    return mean


def accumulate_step__whole_sum_each_time(model, micro_batches, loss_fn, optimizer):
    """backward_on_running_total"""
    seen = sum(len(y) for _, y in micro_batches)
    optimizer.zero_grad()
    total = 0.0
    for x, y in micro_batches:
        total = total + loss_fn(model(x), y) * len(y) / seen
        total.backward(retain_graph=True)
    optimizer.step()
    return total.item()
