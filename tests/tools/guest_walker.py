"""Collects everything that code in the sandbox can reach while it is called.

The text of this file is run as a cell there; tests import it for the forms that values have
in a collection. A form is a text. What is so common that it says nothing has none:

- numbers that are round (three digits, or whole sixty-fourths) or small,
- tensors and lists of whole numbers of which there are less than a million like them.
"""

import base64
import collections
import gc
import json
import math
import os
import sys
import traceback
import types
import zlib
from pathlib import Path

import torch

LONGEST = 400  # of a text, in characters
LISTED = 64  # entries of a list of whole numbers
HOPS = 4  # from a caller's variable or a name in one of the grader's modules, through old objects
MOST = 100_000  # objects in one call
CALLS = 3  # that are looked around in, for each piece that is handed over


# -- forms -----------------------------------------------------------------------------


def form_of(value):
    """Return the form of a text, a number, a tensor or a list of whole numbers, or nothing."""
    if isinstance(value, str):
        return value[:LONGEST]
    if isinstance(value, torch.Tensor):
        return form_of_tensor(value)
    if isinstance(value, (list, tuple)):
        return form_of_list(value)
    return form_of_number(value)


def form_of_number(value):
    """Return six digits of a number, or nothing if it is small or round."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    if isinstance(value, int):
        return None if abs(value) < 10_000 or value % 100 == 0 else f"<int {value}>"
    return None if is_round(value) else f"<float {value:.6g}>"


def is_round(value):
    """Return whether a number is one that anybody could have written down."""
    if not math.isfinite(value):
        return True
    others = float(f"{value:.3g}"), round(64 * value) / 64
    return any(abs(value - other) <= abs(value) * 1e-6 for other in others)


def form_of_list(values):
    """Return whole numbers one after the other, or nothing if there are few such lists."""
    if not all(type(value) is int for value in values):
        return None
    if len(values) * math.log10(max(len(set(values)), 1)) < 6:
        return None
    if list(values) == list(range(values[0], values[0] + len(values))):
        return None
    return f"<list {' '.join(map(str, values[:LISTED]))}>"


def form_of_tensor(value):
    """Return size and two sums of a tensor, or nothing if its numbers are round."""
    if value.is_sparse or value.is_quantized or value.is_complex() or value.device.type != "cpu":
        return None
    flat = value.detach().reshape(-1)
    if not flat.is_floating_point():
        return form_of_list(flat.tolist())
    flat = flat.double()
    if len(flat) == 1:
        return form_of_number(flat.item())
    if not len(flat) or all(map(is_round, flat[:LISTED].tolist())):
        return None
    # Training may leave a plain sum as it is: gradients of scores add up to 0.
    places = torch.arange(1, len(flat) + 1, dtype=torch.float64).sqrt()
    return f"<tensor {len(flat)} {flat.abs().sum().item():.5g} {(flat @ places).item():.5g}>"


# -- looking around --------------------------------------------------------------------


class Walk:
    """Goes from object to object, through all that came into being since the sandbox started.

    Older objects are followed a few steps only: what was there before any situation was
    handed over holds something of one only if the grader put it there.

    Args:
        skipped: Objects that are not looked at, since they are this file's own.
    """

    def __init__(self, skipped):
        self.forms = {}  # and on which way they were found
        self.left = MOST
        self.fresh = gc.get_objects()
        self.ids = set(map(id, self.fresh))
        self.queue = collections.deque()
        self.seen = set(map(id, (*skipped, self, *vars(self).values(), vars(self))))
        self.seen.add(id(self.seen))

    def everything(self, arguments):
        """Follow what is named first, so that it is reached on the shortest way."""
        self.follow(arguments, HOPS, "arguments")
        frame = sys._getframe(3)
        while frame is not None:
            self.follow([frame.f_locals], HOPS, f"variables of {frame.f_code.co_name}")
            frame = frame.f_back
        for name, module in list(sys.modules.items()):
            if name.split(".")[0] == "grader":
                self.follow([vars(module)], HOPS, name)
        self.follow(self.fresh, 0, "gc")

    def follow(self, found, hops, place):
        """Go on from some objects; ``hops`` tells how far through old ones."""
        self.queue.extend((value, hops, (place, None)) for value in found)
        while self.queue and self.left > 0:
            self.look(*self.queue.popleft())

    def look(self, value, hops, way):
        """Note an object and queue what it refers to."""
        if isinstance(value, (str, int, float)):
            self.note(value, way)
            return
        if id(value) in self.seen:
            return
        self.seen.add(id(value))
        self.left -= 1
        if isinstance(value, (torch.Tensor, list, tuple)):
            self.note(value, way)
        if isinstance(value, torch.Generator):
            self.note(value.initial_seed(), way)
        if id(value) not in self.ids and gc.is_tracked(value):
            hops -= 1
        if hops >= 0:
            way = (type(value).__name__, way)
            self.queue.extend((part, hops, way) for part in parts_of(value))

    def note(self, value, way):
        """Keep the form of a value."""
        form = form_of(value)
        if form is not None:
            self.forms.setdefault(form, way)


def told(way):
    """Return a way in words, from its end."""
    names = []
    while way is not None:
        name, way = way
        names.append(name)
    return " < ".join(names if len(names) < 9 else [*names[:7], "...", names[-1]])


def parts_of(value):
    """Return what an object refers to, except for other programs' modules and classes."""
    if isinstance(value, types.ModuleType):
        return []
    if isinstance(value, types.FrameType):
        return [value.f_locals]
    if isinstance(value, types.CodeType):
        return list(value.co_consts)
    if isinstance(value, types.FunctionType):
        kept = value.__closure__, value.__defaults__, value.__kwdefaults__
        return [value.__code__, *kept, vars(value)]
    if isinstance(value, type):
        ours = str(value.__module__).startswith("grader")
        return [dict(vars(value))] if ours else []
    if isinstance(value, torch.Tensor):
        return [vars(value), value._base, value.grad if value.is_leaf else None]
    return gc.get_referents(value)


# -- calls -----------------------------------------------------------------------------


class Collector:
    """Looks around at each call, and writes down what was not there before.

    Args:
        folder: Where the files are written: one for each call in which there is anything.
    """

    def __init__(self, folder):
        self.folder = Path(folder)
        self.folder.mkdir(exist_ok=True)
        self.known = set()
        self.play = self.piece = -1
        self.process = os.getpid()
        self.calls = collections.Counter()

    def hear(self, receive):
        """Return ``receive`` that counts what the judge hands over."""

        def heard(*arguments):
            message = receive(*arguments)
            if message.get("op") == "play":
                self.play, self.piece = self.play + 1, -1
            elif message.get("op") == "more":
                self.piece += 1
            return message

        return heard

    def collect(self, *arguments):
        """Look around; whoever calls this may swallow exceptions, so they are written down."""
        try:
            self._collect(arguments)
        except BaseException:
            self._write({"error": traceback.format_exc(), "left": 0})
            raise

    def _collect(self, arguments):
        """Write down all new forms, with how much was handed over so far, and to which rank."""
        place = self.play, self.piece, self.rank()
        self.calls[place] += 1
        if self.calls[place] > CALLS:
            return
        walk = Walk((self, self.known, vars(self), self.calls))
        walk.everything(arguments)
        new = {form: told(way) for form, way in walk.forms.items() if form not in self.known}
        self.known.update(new)
        self._write({"place": place, "forms": new, "left": walk.left})
        vars(walk).clear()  # or a frame that it looked at would keep it

    def _write(self, told):
        name = f"{os.getpid()}_{sum(self.calls.values())}.json"
        (self.folder / name).write_text(json.dumps(told))

    def rank(self):
        """Return which process of a group this is; None outside of one."""
        inside = os.getpid() != self.process and torch.distributed.is_initialized()
        return torch.distributed.get_rank() if inside else None

    def packed(self):
        """Return what all calls wrote down as one short text."""
        told = [json.loads(path.read_text()) for path in sorted(self.folder.iterdir())]
        return base64.b64encode(zlib.compress(json.dumps(told).encode(), 9)).decode()
