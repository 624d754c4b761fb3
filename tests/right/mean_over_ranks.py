"""Right versions of 12_scale/mean_over_ranks."""

import numpy
import torch
import torch.distributed as dist


def mean_over_ranks__reference(total, count):
    sums = torch.tensor([total, count], dtype=torch.float64)
    dist.all_reduce(sums)
    return (sums[0] / sums[1]).item()


def mean_over_ranks__one_by_one(total, count):
    all_totals = torch.tensor(float(total))
    all_counts = torch.tensor(count)
    dist.all_reduce(all_totals)
    dist.all_reduce(all_counts)
    return float(all_totals) / int(all_counts)


def mean_over_ranks__objects(total, count):
    every = [None] * dist.get_world_size()
    dist.all_gather_object(every, (total, count))
    return sum(t for t, _ in every) / sum(c for _, c in every)


def mean_over_ranks__gathered(total, count):
    mine = torch.tensor([total, float(count)])
    every = [torch.empty(2) for _ in range(dist.get_world_size())]
    dist.all_gather(every, mine)
    sums = torch.stack(every).sum(dim=0)
    return sums[0] / sums[1]


def mean_over_ranks__weighted_means(total, count):
    counts = torch.tensor(float(count))
    dist.all_reduce(counts)
    share = torch.tensor(total / count) * count / counts
    dist.all_reduce(share)
    return share.item()


def mean_over_ranks__through_rank_zero(total, count):
    sums = torch.from_numpy(numpy.array([total, count], dtype=float))
    dist.reduce(sums, dst=0)
    dist.broadcast(sums, src=0)
    return numpy.float64(sums[0]) / numpy.float64(sums[1])
