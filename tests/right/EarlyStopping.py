"""Right versions of 10_lifecycle/EarlyStopping."""

import math
from dataclasses import dataclass, field


class EarlyStopping__counter:
    def __init__(self, patience=5, min_delta=0.0):
        self.patience = patience
        self.min_delta = min_delta
        self.best = float("inf")
        self.waited = 0

    def should_stop(self, val_loss):
        if val_loss < self.best - self.min_delta:
            self.best, self.waited = val_loss, 0
        else:
            self.waited += 1
        return self.waited >= self.patience


class EarlyStopping__starts_with_none:
    def __init__(self, patience=5, min_delta=0.0):
        self.patience, self.min_delta = patience, min_delta
        self.best_loss = None
        self.counter = 0
        self.early_stop = False

    def should_stop(self, val_loss):
        if self.best_loss is None:
            self.best_loss = val_loss
        elif self.best_loss - val_loss > self.min_delta:
            self.best_loss = val_loss
            self.counter = 0
        else:
            self.counter += 1
            print(f"no improvement for {self.counter} of {self.patience}")
            if self.counter >= self.patience:
                self.early_stop = True
        return self.early_stop


class EarlyStopping__counts_down:
    def __init__(self, patience: int = 5, min_delta: float = 0.0) -> None:
        self._patience, self._delta = patience, min_delta
        self._left, self._best = patience, math.inf

    def should_stop(self, loss: float) -> bool:
        improved = loss + self._delta < self._best
        self._left = self._patience if improved else self._left - 1
        self._best = loss if improved else self._best
        return self._left <= 0


@dataclass
class EarlyStopping__epochs:
    patience: int = 5
    min_delta: float = 0.0
    best: float = field(default=math.inf, init=False)
    best_epoch: int = field(default=-1, init=False)
    epoch: int = field(default=-1, init=False)

    def should_stop(self, val_loss):
        self.epoch += 1
        if val_loss < self.best - self.min_delta:
            self.best, self.best_epoch = val_loss, self.epoch
        return self.epoch - self.best_epoch >= self.patience


class EarlyStopping__all_losses:
    def __init__(self, patience=5, min_delta=0.0):
        self.patience, self.min_delta, self.losses = patience, min_delta, []

    def should_stop(self, val_loss):
        self.losses.append(val_loss)
        best, bad = float("inf"), 0
        for loss in self.losses:
            bad += 1
            if loss < best - self.min_delta:
                best, bad = loss, 0
        return bad >= self.patience


class EarlyStopping__negated_score:
    def __init__(self, patience=5, min_delta=0.0):
        self.patience = patience
        self.min_delta = min_delta
        self.score = -float("inf")
        self.bad = []

    def should_stop(self, val_loss):
        if -val_loss > self.score + self.min_delta:
            self.score = -val_loss
            self.bad.clear()
            return False
        self.bad.append(val_loss)
        return not len(self.bad) < self.patience


def _memory(patience, min_delta):
    best, bad = math.inf, 0
    answer = False
    while True:
        loss = yield answer
        if math.isnan(loss) or loss >= best - min_delta:
            bad += 1
        else:
            best, bad = loss, 0
        answer = bad >= patience


class EarlyStopping__generator:
    def __init__(self, patience=5, min_delta=0.0):
        self.memory = _memory(patience, min_delta)
        next(self.memory)

    def should_stop(self, val_loss):
        return self.memory.send(val_loss)


class EarlyStopping__says_so_once:
    def __init__(self, patience=5, min_delta=0.0):
        self.patience, self.min_delta = patience, min_delta
        self.best, self.waited = math.inf, 0

    def should_stop(self, val_loss):
        if val_loss < self.best - self.min_delta:
            self.best, self.waited = val_loss, 0
            return False
        self.waited += 1
        if self.waited < self.patience:
            return False
        self.waited = -math.inf  # from here on nothing is promised
        return True
