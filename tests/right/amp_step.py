"""Right versions of 12_scale/amp_step."""

import torch
from torch.nn.utils import clip_grad_norm_


def amp_step__reference(model, x, y, loss_fn, optimizer, scaler, max_norm):
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    scaler.scale(loss).backward()
    scaler.unscale_(optimizer)
    clip_grad_norm_(model.parameters(), max_norm)
    scaler.step(optimizer)
    scaler.update()
    return loss.item()


def amp_step__zero_last_in_train_mode(net, inputs, targets, criterion, opt, sc, limit) -> float:
    """Run one step."""
    net.train(net.training)
    opt.zero_grad()
    value = criterion(net(inputs), targets)
    scaled = sc.scale(value)
    scaled.backward()
    sc.unscale_(opt)
    norm = clip_grad_norm_(net.parameters(), limit)
    sc.step(opt)
    sc.update()
    opt.zero_grad(set_to_none=True)
    print(f"norm {norm:.3f}")
    return float(value.detach())


def amp_step__clipped_by_hand(model, x, y, loss_fn, optimizer, scaler, max_norm):
    model.zero_grad()
    loss = loss_fn(model(x), y)
    torch.autograd.backward(scaler.scale(loss))
    scaler.unscale_(optimizer)
    gradients = [p.grad for p in model.parameters() if p.grad is not None]
    norm = torch.sqrt(sum((g**2).sum() for g in gradients))
    if norm > max_norm:
        for g in gradients:
            g.mul_(max_norm / norm)
    scaler.step(optimizer)
    scaler.update()
    return loss.detach()


def amp_step__autograd_grad(model, x, y, loss_fn, optimizer, scaler, max_norm):
    loss = loss_fn(model(x), y)
    parameters = [p for p in model.parameters() if p.requires_grad]
    for p, g in zip(parameters, torch.autograd.grad(scaler.scale(loss), parameters)):
        p.grad = g
    scaler.unscale_(optimizer)
    clip_grad_norm_([p for group in optimizer.param_groups for p in group["params"]], max_norm)
    scaler.step(optimizer)
    scaler.update()
    return loss.item()


def amp_step__limit_times_scale(model, x, y, loss_fn, optimizer, scaler, max_norm):
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    scaler.scale(loss).backward()
    total = torch.linalg.vector_norm(
        torch.stack([p.grad.double().norm() for p in model.parameters()])
    )
    limit = max_norm * scaler.get_scale()
    if total > limit:
        for p in model.parameters():
            p.grad *= float(limit / total)
    scaler.step(optimizer)  # unscales by itself
    scaler.update()
    return loss.item()


def amp_step__autocast_switched_off(model, x, y, loss_fn, optimizer, scaler, max_norm):
    optimizer.zero_grad(set_to_none=False)
    with torch.autocast("cpu", enabled=False):
        loss = loss_fn(model.forward(x), y)
    before = loss.item()
    scaler.scale(loss).backward()
    scaler.unscale_(optimizer)
    clip_grad_norm_(model.parameters(), max_norm=max_norm, norm_type=2.0)
    scaler.step(optimizer)
    scaler.update()
    return before


def amp_step__two_halves(model, x, y, loss_fn, optimizer, scaler, max_norm):
    for p in model.parameters():
        p.grad = None
    loss = loss_fn(model(x), y)
    scaler.scale(0.25 * loss).backward(retain_graph=True)
    scaler.scale(0.75 * loss).backward()
    scaler.unscale_(optimizer)
    clip_grad_norm_(model.parameters(), max_norm)
    if scaler.step(optimizer) is None:
        pass
    scaler.update()
    return loss.item()


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


def amp_step__transform(model, x, y, loss_fn, optimizer, scaler, max_norm):
    scale = scaler.scale(torch.ones(()))
    _, outputs = _trained_on(model, x, y, lambda outputs, y: scale * loss_fn(outputs, y))
    scaler.unscale_(optimizer)
    torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    scaler.step(optimizer)
    scaler.update()
    return loss_fn(outputs, y).item()
