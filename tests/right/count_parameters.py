"""Right versions of 02_forward/count_parameters."""

import math

import numpy as np
import torch


def count_parameters__sum(model):
    return sum(p.numel() for p in model.parameters() if p.requires_grad)


def count_parameters__loop(model):
    total = 0
    for name, p in model.named_parameters():
        if not p.requires_grad:
            continue
        print(name, tuple(p.shape), p.numel())
        total += p.numel()
    return total


def count_parameters__product_of_sizes(model):
    return sum(math.prod(p.shape) for p in filter(lambda p: p.requires_grad, model.parameters()))


def count_parameters__numpy(model: torch.nn.Module) -> int:
    sizes = [np.prod(p.size()) for p in model.parameters() if p.requires_grad]
    return int(np.sum(sizes))


def count_parameters__seen_before(model):
    seen = set()
    total = 0
    for module in model.modules():
        for p in module.parameters(recurse=False):
            if p.requires_grad and id(p) not in seen:
                seen.add(id(p))
                total += p.nelement()
    return total


def count_parameters__recursive(model):
    found = {}

    def walk(module):
        found.update((p, p.numel()) for p in module._parameters.values() if p is not None)
        for child in module.children():
            walk(child)

    walk(model)
    return sum(n for p, n in found.items() if p.requires_grad)


def count_parameters__all_without_frozen(model):
    parameters = list(model.parameters())
    everything = sum(p.numel() for p in parameters)
    return everything - sum(p.numel() for p in parameters if not p.requires_grad)


def count_parameters__tensor(model):
    total = torch.zeros((), dtype=torch.long)
    for p in model.parameters():
        if p.requires_grad:
            total += torch.ones_like(p, dtype=torch.long).sum()
    return total
