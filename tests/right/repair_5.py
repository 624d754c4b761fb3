"""Right versions of 13_capstone/repair_5."""

import torch


def repair_5__reference(model, loader, loss_fn, optimizer):
    total_loss, seen = 0.0, 0
    for x, y in loader:
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        total_loss += loss.item() * len(x)
        seen += len(x)
    return total_loss / seen


def repair_5__detached_tensor(model, loader, loss_fn, optimizer):
    total, seen = torch.zeros(()), 0
    for x, y in loader:
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        total += loss.detach() * len(x)
        seen += len(x)
    return total / seen


def repair_5__list_of_numbers(model, loader, loss_fn, optimizer):
    model.train()
    losses, sizes = [], []
    for x, y in loader:
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(float(loss) * len(y))
        sizes.append(len(y))
    return sum(losses) / sum(sizes)


def repair_5__helper(model, loader, loss_fn, optimizer):
    def step(x, y):
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        return loss.item() * len(x)

    return sum(step(x, y) for x, y in loader) / len(loader.dataset)


def repair_5__no_grad_sum(model, loader, loss_fn, optimizer):
    total = 0.0
    for x, y in loader:
        model.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        with torch.no_grad():
            total = total + loss * len(x)
    return total.item() / len(loader.dataset)


def repair_5__closure(model, loader, loss_fn, optimizer):
    mean, seen = 0.0, 0
    for x, y in loader:

        def closure(x=x, y=y):
            optimizer.zero_grad()
            loss = loss_fn(model(x), y)
            loss.backward()
            return loss.item()

        seen += len(x)
        mean += (optimizer.step(closure) - mean) * len(x) / seen
    return mean
