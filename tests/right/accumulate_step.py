"""Right versions of 06_zero_grad/accumulate_step."""

import itertools

import torch


def accumulate_step__reference(model, micro_batches, loss_fn, optimizer):
    seen = sum(len(x) for x, _ in micro_batches)
    total_loss = 0.0
    optimizer.zero_grad()
    for x, y in micro_batches:
        prediction = model(x)
        loss = loss_fn(prediction, y)
        (loss * len(x) / seen).backward()
        total_loss += loss.item() * len(x)
    optimizer.step()
    return total_loss / seen


def accumulate_step__shares_added_up(model, micro_batches, loss_fn, optimizer) -> float:
    """Make one update."""
    model.train()
    n = sum(y.shape[0] for _, y in micro_batches)
    mean = 0.0
    for i, (x, y) in enumerate(micro_batches):
        loss = loss_fn(model(x), y) * (y.shape[0] / n)
        loss.backward()
        mean += loss.item()
        print(f"micro-batch {i}: {mean:.3f} so far")
    optimizer.step()
    optimizer.zero_grad()
    return mean


def accumulate_step__one_backward(model, micro_batches, loss_fn, optimizer):
    total, count = 0, 0
    for x, y in micro_batches:
        total = total + loss_fn(model.forward(x), y) * len(y)
        count += len(y)
    loss = total / count
    optimizer.zero_grad(set_to_none=False)
    loss.backward()
    optimizer.step()
    return loss.item()


def accumulate_step__gradients_divided(model, micro_batches, loss_fn, optimizer):
    model.zero_grad()
    total, count = torch.zeros(()), 0
    for x, y in micro_batches:
        loss = loss_fn(model(x), y) * x.size(0)
        loss.backward()
        total += loss.detach()
        count += x.size(0)
    for p in model.parameters():
        if p.grad is not None:
            p.grad /= count
    optimizer.step()
    return total / count


def accumulate_step__snapshots(model, micro_batches, loss_fn, optimizer):
    parameters = list(model.parameters())
    sums = [torch.zeros_like(p) for p in parameters]
    losses, sizes = [], []
    for x, y in micro_batches:
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        for kept, p in zip(sums, parameters, strict=True):
            kept += p.grad * len(x)
        losses.append(loss.item())
        sizes.append(len(x))
    for kept, p in zip(sums, parameters, strict=True):
        p.grad = kept / sum(sizes)
    optimizer.step()
    return sum(a * b for a, b in zip(losses, sizes, strict=True)) / sum(sizes)


def accumulate_step__autograd_grad(model, micro_batches, loss_fn, optimizer):
    parameters = [p for p in model.parameters() if p.requires_grad]
    n = sum(map(len, (x for x, _ in micro_batches)))
    for p in parameters:
        p.grad = torch.zeros_like(p)
    mean = 0.0
    for x, y in micro_batches:
        share = len(x) / n
        loss = loss_fn(model(x), y)
        for p, g in zip(parameters, torch.autograd.grad(loss, parameters), strict=True):
            p.grad += share * g
        mean += share * loss.item()
    optimizer.step()
    return mean


def accumulate_step__closure(model, micro_batches, loss_fn, optimizer):
    n = sum(len(x) for x, _ in micro_batches)

    def closure():
        optimizer.zero_grad()
        parts = []
        for x, y in micro_batches:
            part = len(x) / n * loss_fn(model(x), y)
            part.backward()
            parts.append(part.detach())
        return sum(parts)

    return optimizer.step(closure)


def accumulate_step__one_example_at_a_time(model, micro_batches, loss_fn, optimizer):
    n = sum(len(x) for x, _ in micro_batches)
    for p in model.parameters():
        p.grad = None
    losses = []
    for x, y in itertools.chain.from_iterable(
        zip(xs.split(1), ys.split(1), strict=True) for xs, ys in micro_batches
    ):
        loss = loss_fn(model(x), y)
        torch.autograd.backward(loss / n)
        losses.append(loss.item())
    optimizer.step()
    return sum(losses) / n


def accumulate_step__all_forwards_first(model, micro_batches, loss_fn, optimizer):
    outputs = [model(x) for x, _ in micro_batches]
    targets = torch.cat([y for _, y in micro_batches])
    loss = loss_fn(torch.cat(outputs), targets)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return float(loss)


def accumulate_step__steps_at_the_last_one(model, micro_batches, loss_fn, optimizer):
    n = sum(len(x) for x, _ in micro_batches)
    total = 0.0
    for i, (x, y) in enumerate(micro_batches):
        if i == 0:
            optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        total += loss.item() * len(x)
        (loss * len(x) / n).backward()
        if (i + 1) % len(micro_batches) == 0:
            optimizer.step()
    return total / n


def accumulate_step__deferred_update(model, micro_batches, loss_fn, optimizer):
    with torch.no_grad():
        before = [loss_fn(model(x), y).item() * len(x) for x, y in micro_batches]
    n = sum(len(x) for x, _ in micro_batches)
    optimizer.zero_grad()
    for x, y in reversed(micro_batches):
        loss = loss_fn(model(x), y)
        (loss * len(x)).backward()
    for group in optimizer.param_groups:
        for p in group["params"]:
            p.grad.mul_(1 / n)
    optimizer.step()
    return sum(before) / n


def _of_batch(model, loss_fn):
    def loss_of(parameters, x, y):
        return loss_fn(torch.func.functional_call(model, parameters, (x,)), y)

    return torch.func.grad_and_value(loss_of)


def _weights(model):
    return {name: p.detach() for name, p in model.named_parameters()}


def _takes(model, gradients):
    for name, p in model.named_parameters():
        p.grad = gradients[name]


def accumulate_step__example_by_example_mapped(model, micro_batches, loss_fn, optimizer):
    def one(parameters, row, target):
        return _of_batch(model, loss_fn)(parameters, row.unsqueeze(0), target.unsqueeze(0))

    parameters = _weights(model)
    mapped = torch.func.vmap(one, in_dims=(None, 0, 0))
    gradients, losses = zip(*(mapped(parameters, x, y) for x, y in micro_batches), strict=True)
    _takes(model, {name: torch.cat([g[name] for g in gradients]).mean(0) for name in parameters})
    optimizer.step()
    return torch.cat(losses).mean().item()
