"""Right versions of 13_capstone/repair_6."""

import torch
import torch.nn.functional as F


def repair_6__reference(model, batches, loss_fn, optimizer):
    losses = []
    for x, y in batches:
        optimizer.zero_grad()
        loss = loss_fn(model(x), y.unsqueeze(1))
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def repair_6__squeezed_outputs(model, batches, loss_fn, optimizer):
    losses = []
    for x, y in batches:
        optimizer.zero_grad()
        loss = loss_fn(model(x).squeeze(1), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def repair_6__view_as(model, batches, loss_fn, optimizer):
    losses = []
    for x, y in batches:
        prediction = model(x)
        loss = loss_fn(prediction, y.view_as(prediction))
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.detach())
    return losses


def repair_6__flattened(model, batches, loss_fn, optimizer):
    def step(x, y):
        model.zero_grad()
        loss = F.mse_loss(model(x).flatten(), y)
        loss.backward()
        optimizer.step()
        return float(loss)

    return [step(x, y) for x, y in batches]


def repair_6__by_hand(model, batches, loss_fn, optimizer):
    losses = []
    for x, y in batches:
        error = model(x)[:, 0] - y
        loss = (error**2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def repair_6__data_prepared_first(model, batches, loss_fn, optimizer):
    columns = [(x, y[:, None]) for x, y in batches]
    result = []
    for x, column in columns:

        def closure(x=x, column=column):
            optimizer.zero_grad()
            loss = loss_fn(model(x), column)
            loss.backward()
            return loss

        result.append(optimizer.step(closure).item())
    assert all(isinstance(value, float) for value in result)
    torch.tensor(result)
    return result
