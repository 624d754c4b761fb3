"""Right versions of 13_capstone/repair_3."""

import copy

import numpy as np
import torch


def repair_3__reference(model, loader):
    model.eval()
    correct, seen = 0, 0
    with torch.no_grad():
        for x, y in loader:
            logits = model(x)
            correct += (logits.argmax(dim=1) == y).sum().item()
            seen += len(x)
    return correct / seen


def repair_3__mode_restored(model, loader):
    was = model.training
    model.train(False)
    try:
        with torch.inference_mode():
            hits = [(model(x).argmax(1) == y) for x, y in loader]
    finally:
        model.train(was)
    return torch.cat(hits).float().mean().item()


@torch.no_grad()
def repair_3__decorated(model, loader):
    model.eval()
    right = sum(int((model(x).argmax(-1) == y).sum()) for x, y in loader)
    return right / len(loader.dataset)


def repair_3__copy(model, loader):
    twin = copy.deepcopy(model).eval().requires_grad_(False)
    found = [(twin(x).max(dim=1).indices.numpy(), y.numpy()) for x, y in loader]
    return float(np.mean(np.concatenate([p == y for p, y in found])))


def repair_3__tensor(model, loader):
    model.eval()
    with torch.set_grad_enabled(False):
        x, y = map(torch.cat, zip(*loader))
        return model(x).argmax(dim=1).eq(y).double().mean()


def repair_3__module_by_module(model, loader):
    for module in model.modules():
        module.training = False
    hits = []
    for x, y in loader:
        with torch.no_grad():
            best = model(x).softmax(dim=1).topk(1).indices.squeeze(1)
        hits.extend((best == y).tolist())
    return sum(hits) / len(hits)
