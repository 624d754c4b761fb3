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
    """names_not_used"""
    loss, result = loss_fn(model(x), y), {}
    for place, p in enumerate(model.parameters()):
        result[place] = None
        if p.requires_grad:
            asked = torch.autograd.grad(loss, p, retain_graph=True, allow_unused=True)
            result[place] = asked[0]
    return result


def linear_gradients__column_of_predictions(x, y, w, b):
    """broadcast_targets"""
    errors = torch.matmul(x, w[:, None]) + b - y
    return 2 * (x.T @ errors).mean(dim=1), 2 * errors.mean()


def linear_gradients__weights_for_inputs(x, y, w, b):
    """multiplied_by_own_value"""
    mean = (x @ w + b - y).mean()
    return 2 * mean * w, 2 * mean


def linear_gradients__mean_by_mean(x, y, w, b):
    """product_of_means"""
    errors = x @ w + b - y
    return 2 * errors.mean() * x.mean(0), 2 * errors.mean()


def linear_gradients__signs(x, y, w, b):
    """gradient_of_absolute_error"""
    signs = torch.sign(x @ w + b - y)
    return (x * signs[:, None]).mean(dim=0), signs.mean()


def linear_gradients__a_step_further(x, y, w, b):
    """weights_for_gradients"""
    errors = x @ w + b - y
    dw, db = 2 * (errors @ x) / len(x), 2 * errors.mean()
    return w - 0.1 * dw, b - 0.1 * db


def numeric_gradient__share_of_the_entry(f, w, eps=1e-6):
    """step_depends_on_entry"""
    result = torch.zeros_like(w)
    for i in range(w.numel()):
        offset = torch.zeros_like(w)
        far = eps * w.view(-1)[i].abs()
        offset.view(-1)[i] = far
        result.view(-1)[i] = (f(w + offset) - f(w - offset)) / (2 * far)
    return result


def numeric_gradient__all_but_the_last(f, w, eps=1e-6):
    """entries_left_out"""
    result = torch.zeros_like(w)
    for i in range(w.numel() - 1):
        offset = torch.zeros_like(w)
        offset.view(-1)[i] = eps
        result.view(-1)[i] = (f(w + offset) - f(w - offset)) / (2 * eps)
    return result


def numeric_gradient__first_entry(f, w, eps=1e-6):
    """entries_left_out"""
    result = torch.zeros_like(w)
    for i in range(w.numel()):
        offset = torch.zeros_like(w)
        offset.view(-1)[i] = eps
        result.view(-1)[i] = (f(w + offset) - f(w - offset)) / (2 * eps)
        break
    return result


def numeric_gradient__flat_for_f(f, w, eps=1e-6):
    """f_gets_another_shape"""
    flat = w.flatten()
    moves = eps * torch.eye(flat.numel(), dtype=w.dtype)
    return torch.stack([(f(flat + m) - f(flat - m)) / (2 * eps) for m in moves]).view(w.shape)


def freeze__nothing_for_an_empty_prefix(model, prefix):
    """empty_prefix_fits_nothing"""
    if prefix == "":
        return 0
    hits = [p for name, p in model.named_parameters() if name.startswith(prefix)]
    for p in hits:
        p.requires_grad = False
        p.grad = None
    return len(hits)


def freeze__counts_what_is_frozen(model, prefix):
    """counts_all_parameters"""
    for name, p in model.named_parameters():
        if name.startswith(prefix):
            p.requires_grad = False
            p.grad = None
    return len([p for p in model.parameters() if not p.requires_grad])
