"""Wrong versions of stage 07. Docstrings say which mistakes are named."""

import torch
from torch.utils.data import BatchSampler, DataLoader, Dataset, RandomSampler, SequentialSampler


class RunningAverage__divides_by_zero:
    """wrong_exception"""

    def __init__(self):
        self.pairs = []

    def update(self, value, n=1):
        self.pairs.append((float(value), n))

    @property
    def average(self):
        return sum(value * n for value, n in self.pairs) / sum(n for _, n in self.pairs)


class RunningAverage__refuses_with_an_assert:
    """wrong_exception"""

    def __init__(self):
        self.sum, self.n = 0.0, 0

    def update(self, value, n=1):
        self.sum, self.n = self.sum + n * float(value), self.n + n

    @property
    def average(self):
        assert self.n, "no values so far"
        return self.sum / self.n


def make_loader__batches_without_the_rest(dataset, batch_size, shuffle, seed):
    """last_batch_dropped"""
    if shuffle:
        order = RandomSampler(dataset, generator=torch.Generator().manual_seed(seed))
    else:
        order = SequentialSampler(dataset)
    return DataLoader(dataset, batch_sampler=BatchSampler(order, batch_size, drop_last=True))


def make_loader__zero_becomes_one(dataset, batch_size, shuffle, seed=None):
    """zero_seed_ignored"""
    generator = torch.Generator().manual_seed(seed or 1)
    return DataLoader(dataset, batch_size, shuffle, generator=generator)


def _epoch(model, loader, loss_fn, optimizer, hits, size):
    model.train()
    summed, right, n = 0.0, 0.0, 0
    for inputs, labels in loader:
        model.zero_grad()
        outputs = model(inputs)
        loss = loss_fn(outputs, labels)
        loss.backward()
        optimizer.step()
        summed += size(loader, labels) * loss.item()
        right += hits(loader, outputs, labels)
        n += labels.size(0)
    return {"loss": summed / n, "accuracy": right / n}


def train_one_epoch__one_place_for_all(model, loader, loss_fn, optimizer, device):
    """argmax_over_everything"""
    return _epoch(
        model,
        loader,
        loss_fn,
        optimizer,
        lambda loader, outputs, labels: int((torch.argmax(outputs) == labels).sum()),
        lambda loader, labels: len(labels),
    )


def train_one_epoch__full_batches_assumed(model, loader, loss_fn, optimizer, device):
    """nominal_batch_size"""
    return _epoch(
        model,
        loader,
        loss_fn,
        optimizer,
        lambda loader, outputs, labels: (
            torch.eq(outputs.argmax(-1), labels).float().mean().item() * loader.batch_size
        ),
        lambda loader, labels: loader.batch_size,
    )


class StandardizedDataset__row_by_row(Dataset):
    """modifies_its_input"""

    def __init__(self, x, y, mean, std):
        self.inputs, self.targets, self.mean, self.std = x, y, mean, std

    def __len__(self):
        return self.inputs.shape[0]

    def __getitem__(self, i):
        row = self.inputs[i]
        row -= self.mean
        row /= self.std
        return row, self.targets[i]


def make_loader__batches_of_one(dataset, batch_size, shuffle, seed):
    """hyperparameter_ignored"""
    drawn_from = torch.Generator().manual_seed(seed)
    return DataLoader(dataset, shuffle=shuffle, generator=drawn_from)


def make_loader__never_shuffled_full_batches(dataset, batch_size, shuffle, seed):
    """last_batch_dropped no_shuffle"""
    source = torch.Generator().manual_seed(seed)
    return DataLoader(dataset, batch_size=batch_size, generator=source, drop_last=True)


class StandardizedDataset__variance(Dataset):
    """divided_by_std_twice"""

    def __init__(self, x, y, mean, std):
        self.x, self.y = x, y
        self.mean, self.variance = mean, std.square()

    def __len__(self):
        return self.x.shape[0]

    def __getitem__(self, i):
        return (self.x[i] - self.mean) / self.variance, self.y[i]


class StandardizedDataset__target_first(Dataset):
    """pair_turned_round"""

    def __init__(self, x, y, mean, std):
        self.inputs = (x - mean) / std
        self.targets = y

    def __len__(self):
        return len(self.targets)

    def __getitem__(self, i):
        return self.targets[i], self.inputs[i]


class StandardizedDataset__std_before_mean(Dataset):
    """mean_and_std_swapped"""

    def __init__(self, x, y, std, mean):
        self.x, self.y, self.mean, self.std = x, y, mean, std

    def __len__(self):
        return len(self.x)

    def __getitem__(self, i):
        centred = self.x[i] - self.mean
        return centred / self.std, self.y[i]


class RunningAverage__seen_by_default:
    """state_shared_by_instances"""

    def __init__(self, seen=[]):  # noqa: B006
        self.seen = seen

    def update(self, value, n=1):
        self.seen.extend([float(value)] * n)

    @property
    def average(self):
        if not self.seen:
            raise ValueError("nothing was added")
        return sum(self.seen) / len(self.seen)
