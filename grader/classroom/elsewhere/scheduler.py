"""Finds a Dask scheduler; what is missing or wrong is said in one sentence."""

from __future__ import annotations

import contextlib
import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CONNECT_SECONDS = 15
NOT_INSTALLED = (
    "Grading on a cluster needs {}: install the course with its 'dask' extra, here and on the "
    "workers."
)
NO_FILE = "{} is no scheduler file: dask scheduler --scheduler-file writes one when it starts."
NOBODY = "No Dask scheduler answers at {}: start one, or give another address."
GONE = "The scheduler at {} does not answer any more."


class ClusterTrouble(ValueError):
    """A cluster that does not do what is needed; the message is one sentence."""


@dataclass(frozen=True)
class Scheduler:
    """Where a scheduler is.

    Attributes:
        address: Such as tcp://10.0.0.7:8786; empty where a file says it.
        file: What the scheduler wrote its address into.
    """

    address: str = ""
    file: Path | None = None

    def found(self) -> str:
        """Return the address.

        Raises:
            ClusterTrouble: if the file does not say it.
        """
        if self.file is None:
            return self.address
        try:
            return str(json.loads(self.file.read_text("utf-8"))["address"])
        except (OSError, ValueError, KeyError, TypeError):
            raise ClusterTrouble(NO_FILE.format(self.file)) from None


@contextlib.contextmanager
def connected(where: Scheduler) -> Iterator[tuple[Any, str]]:
    """Give Dask's client, and the scheduler's address.

    Raises:
        ClusterTrouble: if Dask is not installed, or nobody answers.
    """
    try:
        from distributed import Client
    except ModuleNotFoundError as error:
        raise ClusterTrouble(NOT_INSTALLED.format(error.name)) from None
    address = where.found()
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # it is said in a sentence
    try:
        client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        raise ClusterTrouble(NOBODY.format(address)) from error
    try:
        yield client, address
    finally:
        client.close()
