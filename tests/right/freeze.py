"""Right versions of 04_backward/freeze."""

import re

import torch


def freeze__loop(model, prefix):
    count = 0
    for name, p in model.named_parameters():
        if name.startswith(prefix):
            p.requires_grad = False
            p.grad = None
            count += 1
    return count


def freeze__list_first(model, prefix):
    matching = [p for name, p in model.named_parameters() if name[: len(prefix)] == prefix]
    for p in matching:
        p.requires_grad_(False)
        p.grad = None
    print("frozen:", len(matching))
    return len(matching)


def freeze__find_at_start(model: torch.nn.Module, prefix: str) -> int:
    found = 0
    for name, p in model.named_parameters():
        if name.find(prefix) != 0:
            continue
        if p.requires_grad:
            p.requires_grad = False
        if p.grad is not None:
            del p.grad
        found += 1
    return found


def freeze__escaped_pattern(model, prefix):
    pattern = re.compile(re.escape(prefix))
    names = [n for n, _ in model.named_parameters() if pattern.match(n)]
    for n in names:
        p = model.get_parameter(n)
        p.grad = None
        p.requires_grad_(False)
    return len(names)


def freeze__by_modules(model, prefix):
    seen = set()
    for path, module in model.named_modules():
        for name, p in module.named_parameters(recurse=False):
            full = f"{path}.{name}" if path else name
            if full.startswith(prefix):
                seen.add(p)
                p.requires_grad, p.grad = False, None
    return len(seen)


def freeze__keep_vars(model, prefix):
    parameters = {
        name: value
        for name, value in model.state_dict(keep_vars=True).items()
        if isinstance(value, torch.nn.Parameter)
    }
    count = torch.zeros((), dtype=torch.long)
    for name, p in parameters.items():
        if name.startswith(prefix):
            p.requires_grad_(requires_grad=False)
            p.grad = None
            count += 1
    return count


def freeze__sum(model, prefix):
    def stop(p):
        p.requires_grad = False
        p.grad = None
        return True

    return sum(stop(p) for name, p in model.named_parameters() if name.startswith(prefix))


def freeze__tensor_count(model, prefix):
    fits = [p for name, p in model.named_parameters() if name.startswith(prefix)]
    for p in fits:
        p.requires_grad, p.grad = False, None
    return torch.tensor(float(len(fits)))
