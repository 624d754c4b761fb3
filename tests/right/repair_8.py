"""Right versions of 13_capstone/repair_8."""

import torch


def repair_8__reference(model, chunks, loss_fn, optimizer):
    hidden = None
    losses = []
    for x, y in chunks:
        optimizer.zero_grad()
        output, hidden = model(x, hidden)
        loss = loss_fn(output, y)
        loss.backward()
        optimizer.step()
        hidden = hidden.detach()
        losses.append(loss.item())
    return losses


def repair_8__detach_before(model, chunks, loss_fn, optimizer):
    hidden = None
    losses = []
    for x, y in chunks:
        if hidden is not None:
            hidden = hidden.detach()
        optimizer.zero_grad()
        output, hidden = model(x, hidden)
        loss = loss_fn(output, y)
        loss.backward()
        optimizer.step()
        losses.append(loss.detach())
    return losses


def repair_8__in_place(model, chunks, loss_fn, optimizer):
    hidden = None
    losses = []
    for x, y in chunks:
        output, hidden = model(x, hidden)
        loss = loss_fn(output, y)
        optimizer.zero_grad()
        loss.backward()
        hidden.detach_()
        optimizer.step()
        losses.append(loss.item())
    return losses


def repair_8__zeros_and_data(model, chunks, loss_fn, optimizer):
    hidden = torch.zeros(1, len(chunks[0][0]), 4)
    losses = []
    optimizer.zero_grad()
    for x, y in chunks:
        output, state = model(x, hidden)
        loss = loss_fn(output, y)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        hidden = state.data
        losses.append(float(loss))
    return losses


def repair_8__helper(model, chunks, loss_fn, optimizer):
    def step(x, y, hidden):
        output, hidden = model(x, hidden)
        loss = loss_fn(output, y)
        model.zero_grad()
        loss.backward()
        optimizer.step()
        return loss.item(), hidden.clone().detach()

    losses, hidden = [], None
    for x, y in chunks:
        loss, hidden = step(x, y, hidden)
        losses.append(loss)
    return losses


def repair_8__state_made_without_a_graph(model, chunks, loss_fn, optimizer):
    state, losses = None, []
    for x, y in chunks:
        optimizer.zero_grad()
        output, after = model(x, state)
        with torch.no_grad():
            state = after + 0
        loss = loss_fn(output, y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def repair_8__looks_again_after_the_update(model, chunks, loss_fn, optimizer):
    state, losses, afterwards = None, [], []
    for x, y in chunks:
        optimizer.zero_grad()
        scores, ends = model(x, state)
        loss = loss_fn(scores, y)
        loss.backward()
        optimizer.step()
        with torch.no_grad():
            again, _ = model(x, state)
            afterwards.append(loss_fn(again, y))
        print(f"{loss.item():.3g} became {afterwards[-1].item():.3g}")
        losses.append(loss.item())
        state = ends.detach()
    return losses
