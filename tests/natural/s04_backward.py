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


def gradients__put_back_but_not_emptied(model, x, y, loss_fn):
    """stale_gradient_included"""
    kept = {n: None if p.grad is None else p.grad.clone() for n, p in model.named_parameters()}
    loss_fn(model(x), y).backward()
    result = {n: p.grad if p.requires_grad else None for n, p in model.named_parameters()}
    for name, p in model.named_parameters():
        p.grad = kept[name]
    return result
