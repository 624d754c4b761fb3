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
