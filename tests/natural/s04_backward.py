"""A slope that is no central difference. Docstrings say which mistake is named."""

import torch


def numeric_gradient__five_points(f, w, eps=1e-6):
    """slope_at_w_itself"""
    result = torch.zeros_like(w)
    flat = w.view(-1)

    def at(entry, offset):
        kept = flat[entry].item()
        flat[entry] = kept + offset
        value = f(w)
        flat[entry] = kept
        return value

    for n in range(w.numel()):
        near = at(n, eps) - at(n, -eps)
        far = at(n, 2 * eps) - at(n, -2 * eps)
        result.view(-1)[n] = (8 * near - far) / (12 * eps)
    return result


def numeric_gradient__forward_and_left_there(f, w, eps=1e-6):
    """forward_difference perturbation_not_restored"""
    gradient = torch.zeros_like(w)
    flat, result = w.view(-1), gradient.view(-1)
    for i in range(w.numel()):
        before = f(w)
        flat[i] += eps
        result[i] = (f(w) - before) / eps
    return gradient


def numeric_gradient__backward_and_left_there(f, w, eps=1e-6):
    """forward_difference perturbation_not_restored"""
    gradient = torch.zeros_like(w)
    flat, result = w.view(-1), gradient.view(-1)
    for i in range(w.numel()):
        before = f(w)
        flat[i] -= eps
        result[i] = (before - f(w)) / eps
    return gradient


def numeric_gradient__half_and_left_there(f, w, eps=1e-6):
    """half_a_difference perturbation_not_restored"""
    gradient = torch.zeros_like(w)
    flat, result = w.view(-1), gradient.view(-1)
    for i in range(w.numel()):
        before = f(w)
        flat[i] += eps
        result[i] = (f(w) - before) / (2 * eps)
    return gradient


def gradients__put_back_but_not_emptied(model, x, y, loss_fn):
    """stale_gradient_included"""
    kept = {n: None if p.grad is None else p.grad.clone() for n, p in model.named_parameters()}
    loss_fn(model(x), y).backward()
    result = {n: p.grad if p.requires_grad else None for n, p in model.named_parameters()}
    for name, p in model.named_parameters():
        p.grad = kept[name]
    return result


def gradients__by_place(model, x, y, loss_fn):
    """numbers_for_names"""
    loss, result = loss_fn(model(x), y), {}
    for place, p in enumerate(model.parameters()):
        result[place] = None
        if p.requires_grad:
            asked = torch.autograd.grad(loss, p, retain_graph=True, allow_unused=True)
            result[place] = asked[0]
    return result
