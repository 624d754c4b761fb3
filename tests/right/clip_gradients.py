"""Right versions of 09_stability/clip_gradients."""

import math
import warnings

import numpy as np
import torch


def clip_gradients__reference(parameters, max_norm):
    gradients = [p.grad for p in parameters if p.grad is not None]
    total = 0.0
    for g in gradients:
        total += (g**2).sum().item()
    norm = total**0.5
    if norm > max_norm:
        for g in gradients:
            g.mul_(max_norm / norm)
    return norm


def clip_gradients__small_number_in_the_divisor(parameters, max_norm):
    parameters = [p for p in parameters if p.grad is not None]
    if not parameters:
        return 0.0
    norm = torch.stack([p.grad.norm() for p in parameters]).norm()
    factor = max_norm / (norm + 1e-6)
    if factor < 1:
        for p in parameters:
            p.grad *= factor
    return norm.item()


def clip_gradients__clamped_factor(parameters, max_norm):
    gradients = [p.grad.detach() for p in list(parameters) if p.grad is not None]
    squares = sum(torch.sum(g * g) for g in gradients)
    norm = float(squares) ** 0.5
    factor = torch.clamp(torch.tensor(max_norm / (norm + 1e-6)), max=1.0)
    for g in gradients:
        g.mul_(factor)
    return norm


def clip_gradients__new_gradients(parameters, max_norm: float) -> float:
    """Assign new tensors to `.grad`."""
    kept = list(parameters)
    norm = math.sqrt(sum(float((p.grad.double() ** 2).sum()) for p in kept if p.grad is not None))
    if norm <= max_norm:
        print("nothing to clip", norm)
        return norm
    for p in kept:
        if p.grad is None:
            continue
        p.grad = p.grad * max_norm / norm
    return norm


def clip_gradients__one_long_vector(parameters, max_norm):
    with_gradient = [p for p in parameters if p.grad is not None]
    if len(with_gradient) == 0:
        return 0.0
    vector = torch.cat([p.grad.flatten() for p in with_gradient])
    norm = torch.linalg.vector_norm(vector)
    if norm > max_norm:
        vector = vector * (max_norm / norm)
        start = 0
        for p in with_gradient:
            p.grad.copy_(vector[start : start + p.numel()].view_as(p))
            start += p.numel()
    return norm


def clip_gradients__numpy(parameters, max_norm):
    arrays = [p.grad.numpy() for p in parameters if p.grad is not None]
    norm = float(np.sqrt(sum(np.square(a.astype(np.float64)).sum() for a in arrays)))
    if norm > max_norm:
        for a in arrays:
            np.multiply(a, max_norm / norm, out=a)
    return norm


def clip_gradients__torch_itself(parameters, max_norm):
    return torch.nn.utils.clip_grad_norm_(parameters, max_norm)


def clip_gradients__torch_in_two_halves(parameters, max_norm):
    parameters = tuple(parameters)
    norm = torch.nn.utils.get_total_norm([p.grad for p in parameters if p.grad is not None])
    torch.nn.utils.clip_grads_with_norm_(parameters, max_norm, norm)
    return norm.item()


@torch.no_grad()
def clip_gradients__warns(parameters, max_norm):
    entries, kept = [], []
    for p in parameters:
        if p.grad is not None:
            kept.append(p)
            entries.extend(p.grad.flatten().tolist())
    norm = math.hypot(*entries)
    if norm > max_norm:
        warnings.warn(f"clipping {norm}", stacklevel=1)
        for p in kept:
            p.grad.data.div_(norm / max_norm)
    return norm


def clip_gradients__slices(parameters, max_norm):
    given = [p for p in parameters if p.grad is not None]
    norm = torch.sqrt(sum((p.grad.pow(2).sum() for p in given), torch.zeros(())))
    if norm > max_norm:
        for p in given:
            p.grad[:] *= max_norm / norm
    return norm
