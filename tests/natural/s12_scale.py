"""Wrong versions of stage 12. Docstrings say which mistakes are named."""

import random

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


def _shared_out(order, world_size, start):
    n = len(order)
    while len(order) % world_size:
        order.append(order[len(order) - n])
    return order[start::world_size]


def shard_indices__product(n, world_size, rank, epoch, seed):
    """seed_times_epoch"""
    generator = torch.Generator().manual_seed(seed * epoch)
    return _shared_out(torch.randperm(n, generator=generator).tolist(), world_size, rank)


def shard_indices__first_rank_is_one(n, world_size, rank, epoch, seed):
    """ranks_counted_from_one"""
    generator = torch.Generator().manual_seed(seed + epoch)
    return _shared_out(torch.randperm(n, generator=generator).tolist(), world_size, rank - 1)


def shard_indices__random_shuffle(n, world_size, rank, epoch, seed):
    """shuffled_by_python"""
    order = list(range(n))
    random.Random(seed + epoch).shuffle(order)
    return _shared_out(order, world_size, rank)


def average_gradients__own_number(model):
    """divided_by_rank"""
    for p in model.parameters():
        if p.grad is not None:
            dist.all_reduce(p.grad)
            p.grad.div_(max(1, dist.get_rank()))


def average_gradients__behind_the_loop(model):
    """reduced_behind_loop"""
    for parameter in model.parameters():
        last = parameter.grad
    dist.all_reduce(last)
    last /= dist.get_world_size()


def average_gradients__largest(model):
    """largest_over_ranks"""
    for p in model.parameters():
        if p.grad is not None:
            dist.all_reduce(p.grad, dist.ReduceOp.MAX)


def mean_over_ranks__largest(total, count):
    """largest_over_ranks"""
    both = torch.tensor([float(total), float(count)])
    dist.all_reduce(both, op=dist.ReduceOp.MAX)
    return float(both[0] / both[1])


def mean_over_ranks__own_total(total, count):
    """total_not_reduced"""
    examples = torch.tensor(count)
    dist.all_reduce(examples)
    return total / examples.item()


def mean_over_ranks__whole_numbers(total, count):
    """total_cut_to_whole"""
    both = torch.tensor([total, count], dtype=torch.float64).long()
    dist.all_reduce(both)
    return both[0].item() / both[1].item()


def mean_over_ranks__upside_down(total, count):
    """division_turned_round"""
    both = torch.tensor([count, total], dtype=torch.float64)
    dist.all_reduce(both)
    return both[0].item() / both[1].item()


def mean_over_ranks__weighted_again(total, count):
    """total_multiplied_by_count"""
    both = torch.tensor([total * count, count], dtype=torch.float64)
    dist.all_reduce(both)
    return both[0].item() / both[1].item()
