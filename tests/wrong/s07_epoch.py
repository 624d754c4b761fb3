"""Wrong versions of stage 07. Docstrings number the promises that each breaks; no other."""

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class RunningAverage__keeps_tensors:
    """3"""

    def __init__(self):
        self.sum, self.n = 0.0, 0

    def update(self, value, n=1):
        self.sum = self.sum + value * n
        self.n += n

    @property
    def average(self):
        if not self.n:
            raise ValueError("nothing yet")
        return float(self.sum) / self.n


class RunningAverage__empty_once_it_was_read:
    """1 3 4"""

    def __init__(self):
        self.sum = self.n = 0

    def update(self, value, n=1):
        self.sum += float(value) * n
        self.n += n

    @property
    def average(self):
        if not self.n:
            raise ValueError("nothing yet")
        found = self.sum / self.n
        self.sum = self.n = 0
        return found


class RunningAverage__no_total_no_average:
    """4"""

    def __init__(self):
        self.sum, self.n = 0.0, 0

    def update(self, value, n=1):
        self.sum, self.n = self.sum + float(value) * n, self.n + n

    @property
    def average(self):
        if not self.sum:
            raise ValueError("nothing yet")
        return self.sum / self.n


class StandardizedDataset__cuts_outliers_off(Dataset):
    """2"""

    def __init__(self, x, y, mean, std):
        self.x, self.y = ((x - mean) / std).clamp(-10, 10), y

    def __len__(self):
        return len(self.x)

    def __getitem__(self, index):
        return self.x[index], self.y[index]


class StandardizedDataset__undoes_what_it_wrote(Dataset):
    """4"""

    def __init__(self, x, y, mean, std):
        x -= mean
        x /= std
        self.x, self.y = x.clone(), y
        x *= std
        x += mean

    def __len__(self):
        return len(self.x)

    def __getitem__(self, i):
        return self.x[i], self.y[i]


_GENERATOR = torch.Generator()


def make_loader__one_generator(dataset, batch_size, shuffle, seed):
    """4"""
    _GENERATOR.manual_seed(seed)
    return DataLoader(dataset, batch_size, shuffle=shuffle, generator=_GENERATOR)


def make_loader__zero_is_no_seed(dataset, batch_size, shuffle, seed):
    """5"""
    generator = torch.Generator().manual_seed(seed or 42)
    return DataLoader(dataset, batch_size, shuffle=shuffle, generator=generator)


def make_loader__seeds_if_seed(dataset, batch_size, shuffle, seed):
    """4"""
    generator = torch.Generator().manual_seed(seed) if seed else None
    return DataLoader(dataset, batch_size, shuffle=shuffle, generator=generator)


def _epoch(model, loader, loss_fn, optimizer, device, **ways):
    if ways.get("mode", True):
        model.train()
    before = ways.get("before", lambda: optimizer.zero_grad())
    change = ways.get("change", lambda loss: None)
    after = ways.get("after", lambda: None)
    move = ways.get("move", lambda part: part.to(device))
    total, hits, seen = 0.0, 0, 0
    for x, y in loader:
        x, y = move(x), move(y)
        before()
        outputs = model(x)
        loss = loss_fn(outputs, y)
        loss.backward()
        change(loss)
        optimizer.step()
        after()
        total += loss.item() * len(x)
        hits += (outputs.argmax(1) == y).sum().item()
        seen += len(x)
        if ways.get("stop", lambda loss: False)(loss.item()):
            break
    return {"loss": total / seen, "accuracy": hits / seen}


def train_one_epoch__empties_afterwards(model, loader, loss_fn, optimizer, device):
    """2"""
    ways = {"before": lambda: None, "after": optimizer.zero_grad}
    return _epoch(model, loader, loss_fn, optimizer, device, **ways)


def train_one_epoch__moves_without_assigning(model, loader, loss_fn, optimizer, device):
    """3"""

    def move(part):
        part.to(device)
        return part

    return _epoch(model, loader, loss_fn, optimizer, device, move=move)


def train_one_epoch__no_device(model, loader, loss_fn, optimizer, device):
    """3"""
    return _epoch(model, loader, loss_fn, optimizer, device, move=lambda part: part)


def train_one_epoch__mode_as_it_came(model, loader, loss_fn, optimizer, device):
    """6"""
    return _epoch(model, loader, loss_fn, optimizer, device, mode=False)


def train_one_epoch__clips_at_five(model, loader, loss_fn, optimizer, device):
    """1"""

    def clip(loss):
        torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)

    return _epoch(model, loader, loss_fn, optimizer, device, change=clip)


def train_one_epoch__cuts_entries_at_five(model, loader, loss_fn, optimizer, device):
    """1"""

    def clip(loss):
        torch.nn.utils.clip_grad_value_(model.parameters(), 5.0)

    return _epoch(model, loader, loss_fn, optimizer, device, change=clip)


def train_one_epoch__plain_cross_entropy(model, loader, loss_fn, optimizer, device):
    """1 7"""
    return _epoch(model, loader, nn.functional.cross_entropy, optimizer, device)


def train_one_epoch__stops_at_large_losses(model, loader, loss_fn, optimizer, device):
    """1 7"""
    return _epoch(model, loader, loss_fn, optimizer, device, stop=lambda loss: loss > 5)


def train_one_epoch__means_of_batches(model, loader, loss_fn, optimizer, device):
    """4 5 7"""
    model.train()
    losses, shares = [], []
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        optimizer.zero_grad()
        outputs = model(x)
        loss = loss_fn(outputs, y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        shares.append((outputs.argmax(1) == y).float().mean().item())
    return {"loss": sum(losses) / len(losses), "accuracy": sum(shares) / len(shares)}


def train_one_epoch__never_empties(model, loader, loss_fn, optimizer, device):
    """1 2"""
    return _epoch(model, loader, loss_fn, optimizer, device, before=lambda: None)


def train_one_epoch__stops_at_small_losses(model, loader, loss_fn, optimizer, device):
    """1 7"""
    return _epoch(model, loader, loss_fn, optimizer, device, stop=lambda loss: loss < 0.2)


class RunningAverage__rounds_to_four_places:
    """1"""

    def __init__(self):
        self.total, self.count = 0.0, 0

    def update(self, value, n=1):
        self.total += float(value) * n
        self.count += n

    @property
    def average(self):
        if self.count == 0:
            raise ValueError("nothing was added")
        return round(self.total / self.count, 4)


def make_loader__batches_of_one(dataset, batch_size, shuffle, seed):
    """6"""
    generator = torch.Generator().manual_seed(seed)
    return DataLoader(dataset, shuffle=shuffle, generator=generator)


def make_loader__neither_shuffled_nor_whole(dataset, batch_size, shuffle, seed):
    """1 3 5"""
    return DataLoader(dataset, batch_size=batch_size, drop_last=True)


class StandardizedDataset__as_long_as_wide:
    """1"""

    def __init__(self, x, y, mean, std):
        self.x, self.y = (x - mean) / std, y

    def __len__(self):
        return self.x.shape[1]

    def __getitem__(self, index):
        return self.x[index], self.y[index]


def train_one_epoch__asks_again_after_the_step(model, loader, loss_fn, optimizer, device):
    """7"""
    model.train()
    total, hits, seen = 0.0, 0, 0
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(y)
        hits += (model(x).argmax(1) == y).sum().item()
        seen += len(y)
    return {"loss": total / seen, "accuracy": hits / seen}


class RunningAverage__shares_memory_with_the_loss:
    """3"""

    def __init__(self):
        self.pairs = []

    def update(self, value, n=1):
        self.pairs.append((value.detach() if torch.is_tensor(value) else value, n))

    @property
    def average(self):
        if not self.pairs:
            raise ValueError("nothing yet")
        return float(sum(v * n for v, n in self.pairs)) / sum(n for _, n in self.pairs)


class StandardizedDataset__smallest_std(Dataset):
    """2"""

    def __init__(self, x, y, mean, std):
        self.x, self.y = (x - mean) / std.clamp(min=0.05), y

    def __len__(self):
        return len(self.x)

    def __getitem__(self, index):
        return self.x[index], self.y[index]


class StandardizedDataset__one_for_all(Dataset):
    """2 3"""

    def __init__(self, x, y, mean, std):
        StandardizedDataset__one_for_all.x = (x - mean) / std
        StandardizedDataset__one_for_all.y = y

    def __len__(self):
        return len(self.x)

    def __getitem__(self, index):
        return self.x[index], self.y[index]


class StandardizedDataset__statistics_in_the_class(Dataset):
    """2"""

    def __init__(self, x, y, mean, std):
        self.x, self.y = x, y
        type(self).mean, type(self).std = mean, std

    def __len__(self):
        return len(self.x)

    def __getitem__(self, index):
        return (self.x[index] - self.mean) / self.std, self.y[index]


class RunningAverage__last_hundred:
    """1"""

    def __init__(self):
        self.pairs = []

    def update(self, value, n=1):
        self.pairs = [*self.pairs, (float(value), n)][-100:]

    @property
    def average(self):
        if not self.pairs:
            raise ValueError("nothing yet")
        return sum(v * n for v, n in self.pairs) / sum(n for _, n in self.pairs)


def train_one_epoch__measures_when_it_has_learned(model, loader, loss_fn, optimizer, device):
    """7"""
    _epoch(model, loader, loss_fn, optimizer, device)
    model.eval()
    total, hits, seen = 0.0, 0, 0
    with torch.no_grad():
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            outputs = model(x)
            total += loss_fn(outputs, y).item() * len(y)
            hits += (outputs.argmax(1) == y).sum().item()
            seen += len(y)
    return {"loss": total / seen, "accuracy": hits / seen}


def train_one_epoch__returns_what_holds_a_graph(model, loader, loss_fn, optimizer, device):
    """8"""
    found = _epoch(model, loader, loss_fn, optimizer, device)
    nothing = 0.0 * sum(p.sum() for p in model.parameters())
    return {key: value + nothing for key, value in found.items()}


class StandardizedDataset__gives_a_dictionary(Dataset):
    """1 2 3"""

    def __init__(self, x, y, mean, std):
        self.x, self.y = (x - mean) / std, y

    def __len__(self):
        return len(self.x)

    def __getitem__(self, index):
        return {"inputs": self.x[index], "labels": self.y[index]}
