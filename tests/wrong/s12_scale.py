"""Wrong versions of stage 12. Docstrings number the promises that each breaks; no other."""

import math

import numpy
import torch
import torch.distributed as dist
from torch.nn.utils import clip_grad_norm_


def _amp(
    model, x, y, loss_fn, optimizer, scaler, max_norm, before=True, after=False, most=math.inf
):
    if before:
        optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    scaler.scale(loss).backward()
    scaler.unscale_(optimizer)
    clip_grad_norm_(model.parameters(), min(max_norm, most))
    scaler.step(optimizer)
    scaler.update()
    if after:
        optimizer.zero_grad()
    return loss.item()


def amp_step__empties_afterwards(*given):
    """2"""
    return _amp(*given, before=False, after=True)


def amp_step__eval_mode(model, *given):
    """3"""
    for module in model.modules():  # the numbers stay as they are
        if type(module).__name__ not in ("BatchNorm1d", "ModeLayer"):
            module.training = False
    return _amp(model, *given)


def amp_step__at_most_five(*given):
    """1"""
    return _amp(*given, most=5.0)


def amp_step__updates_twice(model, x, y, loss_fn, optimizer, scaler, max_norm):
    """6"""
    loss = _amp(model, x, y, loss_fn, optimizer, scaler, max_norm)
    scaler.update(scaler.get_scale())
    return loss


def _shard(n, world_size, rank, seed):
    order = torch.randperm(n, generator=torch.Generator().manual_seed(seed)).tolist()
    total = math.ceil(n / world_size) * world_size
    return (order * math.ceil(total / n))[:total][rank::world_size]


def shard_indices__zero_is_no_seed(n, world_size, rank, epoch, seed):
    """1"""
    return _shard(n, world_size, rank, (seed or 42) + epoch)


def shard_indices__zero_is_no_epoch(n, world_size, rank, epoch, seed):
    """1 2"""
    return _shard(n, world_size, rank, seed + (epoch or 1))


def _whole(n, world_size, seed):
    return [index for part in zip(*_all(n, world_size, seed), strict=True) for index in part]


def _all(n, world_size, seed):
    return [_shard(n, world_size, rank, seed) for rank in range(world_size)]


def shard_indices__blocks(n, world_size, rank, epoch, seed):
    """1 3"""
    per_rank = -(-n // world_size)
    return _whole(n, world_size, seed + epoch)[rank * per_rank :][:per_rank]


def shard_indices__one_more_where_it_divides(n, world_size, rank, epoch, seed):
    """1"""
    order = _shard(n, 1, 0, seed + epoch)
    return (order * world_size * 2)[: (n // world_size + 1) * world_size][rank::world_size]


def shard_indices__order_of_numpy(n, world_size, rank, epoch, seed):
    """1 3 4"""
    order = numpy.random.default_rng(seed + epoch).permutation(n)
    return numpy.resize(order, -(-n // world_size) * world_size)[rank::world_size].tolist()


def shard_indices__ranks_from_one(n, world_size, rank, epoch, seed):
    """1 3 4"""
    return _whole(n, world_size, seed + epoch)[rank - 1 :: world_size]


def shard_indices__everything_for_everybody(n, world_size, rank, epoch, seed):
    """1 3 4"""
    return _whole(n, world_size, seed + epoch)


def shard_indices__own_order_for_each_rank(n, world_size, rank, epoch, seed):
    """1 2 3 4"""
    return _shard(n, world_size, rank, seed + epoch + 100 * rank)


def shard_indices__fixed_shares(n, world_size, rank, epoch, seed):
    """1 2 3 4"""
    share = [index % n for index in range(rank, -(-n // world_size) * world_size, world_size)]
    numpy.random.default_rng(seed + epoch).shuffle(share)
    return share


def _mean(total, count):
    pair = torch.tensor([total, count], dtype=torch.float64)
    dist.all_reduce(pair)
    return pair[0].item() / pair[1].item()


def mean_over_ranks__to_three_digits(total, count):
    """1 2"""
    return round(_mean(total, count), 3)


def mean_over_ranks__to_four_digits(total, count):
    """1 2"""
    return round(_mean(total, count), 4)
