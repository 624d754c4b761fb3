"""Steps by hand that leave a trace. Docstrings say which mistake is named."""

import torch


def momentum_step__gradient_kept_as_velocity(params, velocity, lr, momentum):
    """gradients_changed_by_step"""
    with torch.no_grad():
        for i, p in enumerate(params):
            if p.grad is None:
                continue
            if velocity[i].any():
                velocity[i].mul_(momentum).add_(p.grad)
            else:
                velocity[i] = p.grad
            p -= lr * velocity[i]


def sgd_step__direction_alone(params, lr):
    """step_of_fixed_length"""
    for p in params:
        if p.grad is not None:
            p.data -= lr * p.grad / (p.grad.norm() + 1e-8)


def sgd_step__shrinks(params, lr):
    """multiplied_by_step"""
    with torch.no_grad():
        for p in params:
            if p.grad is not None:
                p.mul_(1 - lr * p.grad)


def sgd_step__decays(params, lr):
    """weight_decay_added"""
    for p in params:
        if p.grad is not None:
            p.data = p.data * (1 - 0.01 * lr) - lr * p.grad


def momentum_step__gradient_stored(params, velocity, lr, momentum):
    """velocity_without_memory"""
    with torch.no_grad():
        for p, v in zip(params, velocity, strict=True):
            if p.grad is not None:
                p -= lr * (momentum * v + p.grad)
                v.copy_(p.grad)


def momentum_step__settings_exchanged(params, velocity, lr, momentum):
    """rate_and_momentum_swapped"""
    with torch.no_grad():
        for p, v in zip(params, velocity, strict=True):
            if p.grad is not None:
                v.mul_(lr).add_(p.grad)
                p -= momentum * v


def momentum_step__appended(params, velocity, lr, momentum):
    """state_not_persisted"""
    with torch.no_grad():
        for i, p in enumerate(params):
            if p.grad is not None:
                new = momentum * velocity[i] + p.grad
                velocity.append(new)
                p -= lr * new


def adam_step__gradient_with_decay(params, state, lr, betas=(0.9, 0.999), eps=1e-8):
    """weight_decay_added"""
    first, second = betas
    state["t"] += 1
    with torch.no_grad():
        for p, m, v in zip(params, state["m"], state["v"], strict=True):
            if p.grad is None:
                continue
            g = p.grad + 0.01 * p
            m.mul_(first).add_((1 - first) * g)
            v.mul_(second).add_((1 - second) * g * g)
            root = (v / (1 - second ** state["t"])).sqrt()
            p -= lr * m / (1 - first ** state["t"]) / (root + eps)
