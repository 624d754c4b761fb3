"""Messages between the judge and the process that runs a learner's code.

A message is JSON, with tensors beside it in the safetensors format. Neither can carry
code. Whatever arrives is taken apart piece by piece: exact types, limited sizes, nothing
extra. A message that breaks a rule raises ``Malformed`` and ends the talk.
"""

from __future__ import annotations

import json
import socket
import struct
import time
from collections.abc import Sequence
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save

from grader.judge.packing import Packer, Unpacker
from grader.observe.run import Failure, Item, Run

Message = dict[str, Any]

HEAD = struct.Struct("!II")
TEXT_LIMIT = 8 * 2**20
TENSOR_LIMIT = 64 * 2**20
ITEM_LIMIT = 20_000
WORDS_LIMIT = 2_000  # of one text in a run; the judge looks at each many times
CURVE_LIMIT = 1_000  # losses; a probe makes at most some hundred updates
DEPTH_LIMIT = 12


class Malformed(Exception):
    """What arrived is not a message: the sender is broken or lies."""


class Gone(Exception):
    """The other side ended or closed the connection."""


class TooLate(Exception):
    """Nothing complete arrived before the deadline."""


# -- frames --------------------------------------------------------------------------


def send(channel: socket.socket, message: Message) -> None:
    """Send one message; values may hold tensors.

    Raises:
        Gone: if nobody listens any more.
        Malformed: if the message is too large to be accepted.
    """
    packer = Packer()
    text = json.dumps(to_wire(message, packer)).encode()
    packed = packer.packed()
    blob = save(packed) if packed else b""
    if len(text) > TEXT_LIMIT or len(blob) > TENSOR_LIMIT:
        raise Malformed("the message is too large")
    try:
        channel.sendall(HEAD.pack(len(text), len(blob)) + text + blob)
    except OSError as error:
        raise Gone(str(error)) from error


def receive(channel: socket.socket, deadline: float | None = None) -> Message:
    """Wait for one message.

    Args:
        channel: A connected stream socket.
        deadline: Value of ``time.monotonic()`` to give up at; None to wait for ever.

    Raises:
        Gone: if the other side ended.
        TooLate: if the deadline passed first.
        Malformed: if what arrived is not a message.
    """
    text_size, blob_size = HEAD.unpack(_exactly(channel, HEAD.size, deadline))
    if text_size > TEXT_LIMIT or blob_size > TENSOR_LIMIT:
        raise Malformed("the message is too large")
    text = _exactly(channel, text_size, deadline)
    blob = _exactly(channel, blob_size, deadline)
    try:
        unpacker = Unpacker(load(bytes(blob)) if blob_size else {})
        message = from_wire(json.loads(text), unpacker)
    except (ValueError, RecursionError, SafetensorError, KeyError, TypeError) as error:
        raise Malformed(f"not a message: {type(error).__name__}") from error
    if type(message) is not dict:
        raise Malformed("not a message")
    return message


def send_handles(channel: socket.socket, handles: Sequence[int]) -> None:
    """Hand over open files; between two messages.

    Raises:
        Gone: if nobody listens any more.
    """
    try:
        for handle in handles:  # one at a time: how many fit into one message, systems decide
            socket.send_fds(channel, [b"h"], [handle])
    except OSError as error:
        raise Gone(str(error)) from error


def receive_handles(channel: socket.socket, count: int) -> list[int]:
    """Return as many open files as ``send_handles`` sent.

    Raises:
        Gone: if the other side ended.
    """
    channel.settimeout(None)
    handles: list[int] = []
    while len(handles) < count:
        text, received, _, _ = socket.recv_fds(channel, 1, 1)
        if not text:
            raise Gone("the connection was closed")
        handles += received
    return handles


def _exactly(channel: socket.socket, size: int, deadline: float | None) -> bytearray:
    data = bytearray(size)
    view = memoryview(data)
    while view:
        left = None if deadline is None else deadline - time.monotonic()
        if left is not None and left <= 0:
            raise TooLate
        channel.settimeout(left)
        try:
            count = channel.recv_into(view)
        except TimeoutError as error:
            raise TooLate from error
        except OSError as error:
            raise Gone(str(error)) from error
        if count == 0:
            raise Gone("the connection was closed")
        view = view[count:]
    return data


# -- values --------------------------------------------------------------------------


def to_wire(value: Any, packer: Packer) -> Any:
    """Return plain data as JSON data; tensors are put into ``packer``."""
    if isinstance(value, torch.Tensor):
        if value.is_complex() or value.is_sparse or value.is_quantized:
            return f"<{value.dtype} tensor>"
        return {"tensor": packer.put(value)}
    if isinstance(value, dict):
        return {"dict": [[str(k), to_wire(v, packer)] for k, v in value.items()]}
    if isinstance(value, (list, tuple)):
        return [to_wire(v, packer) for v in value]
    return value


def from_wire(value: Any, unpacker: Unpacker, depth: int = 0) -> Any:
    """Return the plain data that ``to_wire`` made; raises ValueError for anything else."""
    if depth > DEPTH_LIMIT:
        raise ValueError("too deep")
    if type(value) is str:
        return clean(value)
    if value is None or type(value) in (bool, int, float):
        return value
    if type(value) is list:
        return [from_wire(v, unpacker, depth + 1) for v in value]
    if type(value) is dict and value.keys() == {"tensor"}:
        return unpacker.take(value["tensor"])
    if type(value) is dict and value.keys() == {"dict"}:
        found = {}
        for key, part in value["dict"]:
            found[clean(_text(key))] = from_wire(part, unpacker, depth + 1)
        return found
    raise ValueError("unknown form")


def clean(text: str) -> str:
    """Return a text that can be written in UTF-8: halves of surrogate pairs are replaced."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def short(value: Any) -> Any:
    """Return plain data with long texts cut off and long numbers refused.

    Raises:
        Malformed: if a whole number is too large to compute with.
    """
    if type(value) is str:
        return value[:WORDS_LIMIT]
    if type(value) is int and abs(value) > 2**63:
        raise Malformed("a number is too large")
    if type(value) is list:
        return [short(part) for part in value]
    if type(value) is dict:
        return {key[:WORDS_LIMIT]: short(part) for key, part in value.items()}
    return value


# -- runs ----------------------------------------------------------------------------


def items_to_wire(items: Sequence[Item]) -> list[Any]:
    """Return observations as part of a message."""
    return [[item.key, item.value, item.call] for item in items]


def items_from_wire(told: Any) -> tuple[Item, ...]:
    """Return the observations that a message holds.

    Raises:
        Malformed: if it holds anything else.
    """
    try:
        if len(told) > ITEM_LIMIT:
            raise ValueError("too many observations")
        return tuple(Item(_text(k), v, _whole(c)) for k, v, c in short(_list(told)))
    except (TypeError, ValueError) as error:
        raise Malformed(f"not observations: {error}") from error


def run_to_wire(run: Run) -> Message:
    """Return a run as a message."""
    failure = run.failure
    told = failure and list(vars(failure).values())
    return {
        "items": items_to_wire(run.items),
        "failure": told,
        "results": list(run.results),
        "output": run.output,
        "curve": list(run.curve[:CURVE_LIMIT]),
        "compared": list(run.compared),
        "aside": items_to_wire(run.aside),
    }


def run_from_wire(message: Message) -> Run:
    """Return the run that a message holds.

    Raises:
        Malformed: if it holds anything else.
    """
    try:
        items, aside = (items_from_wire(message[key]) for key in ("items", "aside"))
        rest = {key: part for key, part in message.items() if key not in ("items", "aside")}
        message = short(rest)
        return Run(
            items=items,
            failure=_failure(message["failure"]),
            results=tuple(_list(message["results"])),
            output=_text(message["output"]),
            curve=tuple(_number_or_none(v) for v in _list(message["curve"])[:CURVE_LIMIT]),
            compared=tuple(_list(message["compared"])),
            aside=aside,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Malformed(f"not a run: {error}") from error


def _failure(told: Any) -> Failure | None:
    if told is None:
        return None
    kind, message, line, text, own, raised, context, near = _list(told)
    place = None if line is None else _whole(line)
    return Failure(
        _text(kind),
        _text(message),
        place,
        _text(text),
        own is True,
        raised is True,
        _text(context),
        _text(near),
    )


def _text(value: Any) -> str:
    if type(value) is not str:
        raise ValueError("text expected")
    return value


def _whole(value: Any) -> int:
    if type(value) is not int:
        raise ValueError("whole number expected")
    return value


def _list(value: Any) -> list[Any]:
    if type(value) is not list:
        raise ValueError("list expected")
    return value


def _number_or_none(value: Any) -> float | None:
    if value is not None and type(value) not in (int, float):
        raise ValueError("number expected")
    return None if value is None else float(value)
