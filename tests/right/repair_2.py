"""Right versions of 13_capstone/repair_2."""

import copy

import torch


def repair_2__reference(model, train_loader, val_loader, loss_fn, optimizer, epochs):
    val_losses = []
    for _ in range(epochs):
        model.train()
        for x, y in train_loader:
            optimizer.zero_grad()
            loss = loss_fn(model(x), y)
            loss.backward()
            optimizer.step()
        model.eval()
        total, seen = 0.0, 0
        with torch.no_grad():
            for x, y in val_loader:
                total += loss_fn(model(x), y).item() * len(x)
                seen += len(x)
        val_losses.append(total / seen)
    return val_losses


def _learn(model, loader, loss_fn, optimizer):
    for x, y in loader:
        loss = loss_fn(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


@torch.inference_mode()
def _measure(model, loader, loss_fn):
    losses = [(loss_fn(model(x), y).item(), len(y)) for x, y in loader]
    return sum(loss * n for loss, n in losses) / sum(n for _, n in losses)


def repair_2__train_again_after_validation(model, train, val, loss_fn, optimizer, epochs):
    model.train()
    result = []
    for _ in range(epochs):
        _learn(model, train, loss_fn, optimizer)
        model.eval()
        result.append(_measure(model, val, loss_fn))
        model.train()
    return result


def repair_2__mode_by_argument(model, train, val, loss_fn, optimizer, epochs):
    result = []
    for _ in range(epochs):
        for learning, loader in ((True, train), (False, val)):
            model.train(learning)
            if learning:
                _learn(model, loader, loss_fn, optimizer)
            else:
                result.append(_measure(model, loader, loss_fn))
    return result


def repair_2__train_for_every_batch(model, train, val, loss_fn, optimizer, epochs):
    result = []
    for _ in range(epochs):
        for batch in train:
            model.train()
            _learn(model, [batch], loss_fn, optimizer)
        result.append(_measure(model.eval(), val, loss_fn))
    return result


def repair_2__measures_a_copy(model, train, val, loss_fn, optimizer, epochs):
    model.train()
    result = []
    for _ in range(epochs):
        _learn(model, train, loss_fn, optimizer)
        twin = copy.deepcopy(model)
        twin.eval()
        result.append(torch.tensor(_measure(twin, val, loss_fn)))
    return result


def repair_2__joined(model, train, val, loss_fn, optimizer, epochs):
    x_val, y_val = (torch.cat(part) for part in zip(*val))
    result = []
    for epoch in range(epochs):
        model.train(True)
        _learn(model, train, loss_fn, optimizer)
        model.train(False)
        with torch.set_grad_enabled(False):
            result.append(loss_fn(model(x_val), y_val).item())
        print("epoch", epoch, result[-1])
    return result


def _trained_on(model, x, y, loss_fn):
    """Fill in the gradients of a batch by a transform, which takes the buffers along."""

    def loss_of(parameters, buffers):
        buffers = {name: b.clone() for name, b in buffers.items()}
        outputs = torch.func.functional_call(model, (parameters, buffers), (x,))
        return loss_fn(outputs, y), (outputs, buffers)

    parameters = {name: p.detach() for name, p in model.named_parameters()}
    transformed = torch.func.grad_and_value(loss_of, has_aux=True)
    gradients, (loss, (outputs, buffers)) = transformed(parameters, dict(model.named_buffers()))
    for name, b in model.named_buffers():
        b.copy_(buffers[name])
    for name, p in model.named_parameters():
        p.grad = gradients[name]
    return loss.item(), outputs


def repair_2__transform(model, train_loader, val_loader, loss_fn, optimizer, epochs):
    losses = []
    for _ in range(epochs):
        model.train()
        for x, y in train_loader:
            _trained_on(model, x, y, loss_fn)
            optimizer.step()
        model.eval()
        with torch.no_grad():
            parts = [(loss_fn(model(x), y).item() * len(y), len(y)) for x, y in val_loader]
        losses.append(sum(part for part, _ in parts) / sum(n for _, n in parts))
    return losses
