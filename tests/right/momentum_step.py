"""Right versions of 05_step/momentum_step."""

import torch
import torch._dynamo  # the first optimizer would load it, which takes seconds


def momentum_step__in_place(params, velocity, lr, momentum):
    with torch.no_grad():
        for p, v in zip(params, velocity):
            if p.grad is None:
                continue
            v.mul_(momentum).add_(p.grad)
            p.sub_(v, alpha=lr)


def momentum_step__put_back(params, velocity, lr, momentum):
    for i, p in enumerate(params):
        if p.grad is not None:
            velocity[i] = momentum * velocity[i] + p.grad
            p.data -= lr * velocity[i]


def momentum_step__new_list(params, velocity, lr, momentum):
    velocity[:] = [v if p.grad is None else momentum * v + p.grad for p, v in zip(params, velocity)]
    with torch.no_grad():
        for p, v in zip(params, velocity):
            if p.grad is not None:
                p -= lr * v


@torch.no_grad()
def momentum_step__parameter_first(params, velocity, lr, momentum):
    for p, v in zip(params, velocity):
        if p.grad is not None:
            p -= lr * (momentum * v + p.grad)
            v *= momentum
            v += p.grad


def momentum_step__by_index(params: list, velocity: list, lr: float, momentum: float) -> None:
    i = 0
    while i < len(params):
        p = params[i]
        if p.grad is not None:
            velocity[i].copy_(torch.add(p.grad, velocity[i], alpha=momentum))
            p.data = p.data + (-lr) * velocity[i]
        i += 1


def momentum_step__numpy(params, velocity, lr, momentum):
    for p, v in zip(params, velocity):
        if p.grad is not None:
            kept, moved = v.numpy(), p.detach().numpy()
            kept[...] = momentum * kept + p.grad.numpy()
            moved[...] = moved - lr * kept


def momentum_step__optimizer(params, velocity, lr, momentum):
    optimizer = torch.optim.SGD(params, lr=lr, momentum=momentum)
    for p, v in zip(params, velocity):
        optimizer.state[p]["momentum_buffer"] = v
    optimizer.step()
    for p, v in zip(params, velocity):
        if momentum == 0 and p.grad is not None:
            v.copy_(p.grad)  # SGD keeps no velocity then


def momentum_step__foreach(params, velocity, lr, momentum):
    pairs = [(p, v) for p, v in zip(params, velocity) if p.grad is not None]
    have, kept = [p for p, _ in pairs], [v for _, v in pairs]
    with torch.inference_mode():
        torch._foreach_mul_(kept, momentum)
        torch._foreach_add_(kept, [p.grad for p in have])
        torch._foreach_add_(have, kept, alpha=-lr)
    return velocity


def momentum_step__copies(params, velocity, lr, momentum):
    print("momentum", momentum)
    for place, (p, v) in enumerate(zip(params, velocity)):
        g = None if p.grad is None else p.grad.detach().clone()
        if g is not None:
            g.add_(v, alpha=momentum)
            velocity[place] = g
            with torch.no_grad():
                p.copy_(p - lr * g)
