"""Right versions of 00_start/hello."""

import functools

import torch


def hello__plain(x):
    return 2 * x + 1


def hello__functions(x):
    return torch.add(torch.mul(x, 2), 1)


def hello__sum(x):
    y = x + x
    return y + torch.ones_like(x)


def hello__clone_in_place(x):
    y = x.clone()
    y *= 2
    y += 1
    return y


def hello__lerp(x: torch.Tensor) -> torch.Tensor:
    print("shape", x.shape)
    return torch.lerp(torch.ones_like(x), 1 + x, 2.0) + torch.tensor(0.0)


def hello__flat(x):
    flat = [2.0 * v + 1.0 for v in x.flatten().tolist()]
    return torch.tensor(flat).reshape(x.shape)


hello__partial = functools.partial(torch.add, 1, alpha=2)


def hello__mapped(x):
    return torch.func.vmap(lambda entry: 2 * entry + 1)(x.reshape(-1)).reshape(x.shape)
