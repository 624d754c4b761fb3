"""Right versions of 07_epoch/make_loader."""

import random

import torch
from torch.utils.data import BatchSampler, DataLoader, RandomSampler, Sampler, SequentialSampler


def make_loader__generator(dataset, batch_size, shuffle, seed):
    generator = torch.Generator()
    generator.manual_seed(seed)
    return DataLoader(dataset, batch_size=batch_size, shuffle=shuffle, generator=generator)


def make_loader__one_line(dataset, batch_size, shuffle, seed):
    return DataLoader(
        dataset, batch_size, shuffle=shuffle, generator=torch.Generator().manual_seed(seed)
    )


def make_loader__samplers(dataset, batch_size, shuffle, seed):
    if shuffle:
        sampler = RandomSampler(dataset, generator=torch.Generator().manual_seed(seed))
    else:
        sampler = SequentialSampler(dataset)
    return DataLoader(dataset, batch_size=batch_size, sampler=sampler)


def make_loader__batch_sampler(dataset, batch_size, shuffle, seed):
    order = (
        RandomSampler(dataset, generator=torch.Generator().manual_seed(seed + 100))
        if shuffle
        else SequentialSampler(dataset)
    )
    return DataLoader(dataset, batch_sampler=BatchSampler(order, batch_size, drop_last=False))


class _Python(Sampler):
    def __init__(self, n, seed):
        self.n, self.rng = n, random.Random(seed)

    def __len__(self):
        return self.n

    def __iter__(self):
        order = list(range(self.n))
        self.rng.shuffle(order)
        return iter(order)


def make_loader__own_sampler(dataset, batch_size, shuffle, seed):
    if not shuffle:
        return DataLoader(dataset, batch_size=batch_size, shuffle=False, drop_last=False)
    return DataLoader(dataset, batch_size=batch_size, sampler=_Python(len(dataset), seed))


def make_loader__permutation_list(dataset, batch_size, shuffle, seed):
    order = list(range(len(dataset)))
    if shuffle:
        order = torch.randperm(len(order), generator=torch.Generator().manual_seed(seed)).tolist()
    return DataLoader(dataset, batch_size=batch_size, sampler=order)


def make_loader__workers(dataset, batch_size, shuffle, seed):
    order = torch.Generator().manual_seed(seed)
    return DataLoader(dataset, batch_size, shuffle, num_workers=2, generator=order)
