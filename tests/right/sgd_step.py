"""Right versions of 05_step/sgd_step."""

import torch
import torch._dynamo  # the first optimizer would load it, which takes seconds


def sgd_step__in_place(params, lr):
    with torch.no_grad():
        for p in params:
            if p.grad is None:
                continue
            p.sub_(lr * p.grad)


@torch.no_grad()
def sgd_step__decorated(params: list[torch.nn.Parameter], lr: float) -> None:
    """Move every parameter that has a gradient."""
    for p in reversed(params):
        if p.grad is not None:
            p.add_(p.grad, alpha=-lr)


def sgd_step__data(params, lr):
    for p in params:
        if p.grad is not None:
            p.data -= lr * p.grad.data


def sgd_step__new_data(params, lr):
    for i in range(len(params)):
        if params[i].grad is not None:
            params[i].data = params[i].data - lr * params[i].grad


def sgd_step__numpy(params, lr):
    for p in params:
        if p.grad is not None:
            p.detach().numpy()[...] -= lr * p.grad.numpy()


def sgd_step__plus_minus(params, lr):
    was = torch.is_grad_enabled()
    torch.set_grad_enabled(False)
    try:
        trained = [p for p in params if p.grad is not None]
        for p in trained:
            p += -lr * p.grad
        print("updated", len(trained))
    finally:
        torch.set_grad_enabled(was)


def sgd_step__zeros_for_none(params, lr):
    with torch.inference_mode():
        for p in params:
            gradient = torch.zeros_like(p) if p.grad is None else p.grad
            p.copy_(p - lr * gradient)


def sgd_step__optimizer(params, lr):
    optimizer = torch.optim.SGD(params, lr=lr)
    optimizer.step()


def sgd_step__foreach(params, lr):
    have = [p for p in params if p.grad is not None]
    with torch.no_grad():
        torch._foreach_add_(have, [p.grad for p in have], alpha=-lr)


def sgd_step__flags(params, lr):
    def move(p):
        p.requires_grad_(False)
        p -= lr * p.grad
        p.requires_grad_(True)

    [move(p) for p in params if p.grad is not None]
    return params


def sgd_step__detached_twin(params, lr):
    iterator = iter(params)
    while (p := next(iterator, None)) is not None:
        if p.grad is not None:
            twin = p.detach()
            twin.sub_(lr * p.grad.clone())
