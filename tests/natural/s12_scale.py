"""Wrong versions of stage 12. Docstrings say which mistakes are named."""

import torch
import torch.distributed as dist


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


def mean_over_ranks__own_count_times_ranks(total, count):
    """count_not_reduced"""
    everything = torch.tensor(total, dtype=torch.float64)
    dist.all_reduce(everything)
    return everything.item() / (count * dist.get_world_size())


def mean_over_ranks__divided_by_ranks_too(total, count):
    """total_divided_by_ranks"""
    both = torch.tensor([total, count], dtype=torch.float64)
    dist.all_reduce(both)
    return (both[0] / both[1]).item() / dist.get_world_size()


def amp_step__unscaled_before_and_after_clipping(model, x, y, loss_fn, optimizer, scaler, max_norm):
    """unscaled_twice"""
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    scaler.scale(loss).backward()
    scaler.unscale_(optimizer)
    torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    scaler.unscale_(optimizer)
    scaler.step(optimizer)
    scaler.update()
    return loss.item()


def amp_step__scaled_loss_thrown_away(model, x, y, loss_fn, optimizer, scaler, max_norm):
    """missing_scale"""
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    scaler.scale(loss)
    loss.backward()
    scaler.unscale_(optimizer)
    torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    scaler.step(optimizer)
    scaler.update()
    return loss.item()


def amp_step__empties_what_was_unscaled(model, x, y, loss_fn, optimizer, scaler, max_norm):
    """zero_grad_after_backward"""
    loss = loss_fn(model(x), y)
    scaler.scale(loss).backward()
    scaler.unscale_(optimizer)
    optimizer.zero_grad(set_to_none=False)
    torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    scaler.step(optimizer)
    scaler.update()
    return loss.item()
