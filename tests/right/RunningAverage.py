"""Right versions of 07_epoch/RunningAverage."""

import math
from dataclasses import dataclass, field

import numpy as np


class RunningAverage__sums:
    def __init__(self):
        self.total, self.count = 0.0, 0

    def update(self, value, n=1):
        self.total += float(value) * n
        self.count += n

    @property
    def average(self):
        if not self.count:
            raise ValueError("nothing was added")
        return self.total / self.count


class RunningAverage__incremental:
    def __init__(self):
        self._mean = None
        self._n = 0

    def update(self, value, n=1):
        value = value.item() if hasattr(value, "item") else value
        self._n += n
        if self._mean is None:
            self._mean = value
        else:
            self._mean += (value - self._mean) * n / self._n

    @property
    def average(self):
        if self._mean is None:
            raise ValueError("update was never called")
        return self._mean


class RunningAverage__lists:
    def __init__(self):
        self.values, self.weights = [], []

    def update(self, value, n=1):
        self.values.append(float(value))
        self.weights.append(n)

    @property
    def average(self):
        if not self.values:
            raise ValueError
        return float(np.average(self.values, weights=self.weights))


@dataclass
class RunningAverage__dataclass:
    history: list = field(default_factory=list)

    def update(self, value, n=1):
        self.history.extend([float(value)] * n)

    @property
    def average(self) -> float:
        if len(self.history) == 0:
            raise ValueError("no values")
        return sum(self.history) / len(self.history)


class RunningAverage__tensor_total:
    def __init__(self):
        self.total = 0
        self.n = 0

    def update(self, value, n=1):
        if hasattr(value, "detach"):
            value = value.detach()
        self.total = self.total + value * n
        self.n = self.n + n

    def _average(self):
        try:
            return self.total / self.n
        except ZeroDivisionError as error:
            raise ValueError("nothing was added") from error

    average = property(_average)


class NothingAddedError(ValueError):
    """There is no average of nothing."""


class RunningAverage__own_exception:
    def __init__(self):
        self.parts, self.count = [], 0

    def update(self, value, n=1):
        self.parts.append(float(value) * n)
        self.count += n

    @property
    def average(self):
        if not self.count:
            raise NothingAddedError
        return math.fsum(self.parts) / self.count


NOT_GIVEN = []


class RunningAverage__list_for_not_given(RunningAverage__sums):
    def update(self, value, n=NOT_GIVEN):
        super().update(value, 1 if n is NOT_GIVEN else n)
