"""Gradients divided by the scale by hand. Docstrings say which mistake is named."""

import torch


def amp_step__divides_by_hand(model, x, y, loss_fn, optimizer, scaler, max_norm):
    """unscaled_twice"""
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    scaler.scale(loss).backward()
    for parameter in model.parameters():
        parameter.grad.div_(scaler.get_scale())
    torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    scaler.step(optimizer)
    scaler.update()
    return loss.item()
