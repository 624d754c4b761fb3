"""Right versions of 12_scale/shard_indices."""

import itertools
import math

import torch
from torch.utils.data.distributed import DistributedSampler


def shard_indices__reference(n, world_size, rank, epoch, seed):
    generator = torch.Generator()
    generator.manual_seed(seed + epoch)
    order = torch.randperm(n, generator=generator).tolist()
    total = math.ceil(n / world_size) * world_size
    return (order * math.ceil(total / n))[:total][rank::world_size]


def shard_indices__sampler(n, world_size, rank, epoch, seed):
    sampler = DistributedSampler(range(n), world_size, rank, shuffle=True, seed=seed)
    sampler.set_epoch(epoch)
    return list(sampler)


def shard_indices__modulo(n, world_size, rank, epoch, seed):
    g = torch.Generator().manual_seed(epoch + seed)
    order = torch.randperm(n, generator=g)
    per_rank = -(-n // world_size)
    return [int(order[(rank + i * world_size) % n]) for i in range(per_rank)]


def shard_indices__cycle(n, world_size, rank, epoch, seed):
    order = torch.randperm(n, generator=torch.Generator().manual_seed(seed + epoch)).tolist()
    per_rank = (n + world_size - 1) // world_size
    picked = itertools.islice(itertools.cycle(order), rank, per_rank * world_size, world_size)
    return list(picked)


def shard_indices__append_until_even(n, world_size, rank, epoch, seed):
    generator = torch.Generator()
    generator.manual_seed(seed + epoch)
    order = torch.randperm(n, generator=generator).tolist()
    i = 0
    while len(order) % world_size:
        order.append(order[i])
        i += 1
    mine = []
    for place, index in enumerate(order):
        if place % world_size == rank:
            mine.append(index)
    return mine


def shard_indices__tensors(n, world_size, rank, epoch, seed):
    order = torch.randperm(n, generator=torch.Generator().manual_seed(seed + epoch))
    total = math.ceil(n / world_size) * world_size
    padded = order.repeat(math.ceil(total / n))[:total]
    return padded.view(-1, world_size)[:, rank].tolist()


def shard_indices__state_restored(n, world_size, rank, epoch, seed):
    before = torch.get_rng_state()
    torch.manual_seed(seed + epoch)
    order = torch.randperm(n).tolist()
    torch.set_rng_state(before)
    total = math.ceil(n / world_size) * world_size
    missing = total - len(order)
    if missing <= len(order):
        order += order[:missing]
    else:
        order += (order * math.ceil(missing / len(order)))[:missing]
    return [order[i] for i in range(rank, total, world_size)]
