"""Right versions of 11_sanity/seed_everything."""

import os
import random

import numpy
import torch


def seed_everything__three_calls(seed):
    random.seed(seed)
    numpy.random.seed(seed)
    torch.manual_seed(seed)


def seed_everything__all_devices(seed: int) -> torch.Generator:
    os.environ["PYTHONHASHSEED"] = str(seed)
    numpy.random.seed(seed)
    random.seed(seed)
    torch.cuda.manual_seed(seed)
    torch.cuda.manual_seed_all(seed)
    return torch.manual_seed(seed)


def seed_everything__deterministic(seed):
    for start in (torch.manual_seed, numpy.random.seed, random.seed):
        start(seed)
    torch.backends.cudnn.deterministic = True
    torch.backends.cudnn.benchmark = False
    torch.use_deterministic_algorithms(True)
    print("seeded with", seed)


def seed_everything__states(seed):
    random.setstate(random.Random(seed).getstate())
    numpy.random.set_state(numpy.random.RandomState(seed).get_state())
    torch.set_rng_state(torch.Generator().manual_seed(seed).get_state())


def seed_everything__derived(seed):
    """The three need not get the same number, as long as it follows from the seed."""
    random.seed(f"run {seed}")
    numpy.random.seed(random.randrange(2**32))
    torch.random.manual_seed(random.randrange(2**63))


def seed_everything__wrapped(seed):
    seed = int(seed) % 2**32
    random.seed(a=seed)
    numpy.random.seed([seed, 1])
    torch.default_generator.manual_seed(seed)
    return seed


def seed_everything__with_checks(seed):
    if seed is None:
        raise ValueError("a seed is needed")
    assert 0 <= seed < 2**32

    def start():
        numpy.random.seed(seed=seed)
        torch.manual_seed(seed=seed)
        random.seed(seed)

    start()
    return {"seed": seed, "sample": torch.initial_seed()}
