"""Attacks that look for the numbers of other ranks, instead of exchanging them."""
# The functions' bodies are run as cells, never imported: the names that a cell is told
# (COURSE, BREACH, ...) and those that the notebook imports (torch, nn, ...) are defined there.
# ruff: noqa: F821


def totals_in_the_frames(*, stage="12_scale", cell="mean_over_ranks", seconds=(20.0, 90.0)):
    """Tries to find every rank's total and count in callers' variables, by group or by rank."""
    import sys

    import torch.distributed as dist

    def lists(value, depth=0):
        if depth < 6 and isinstance(value, (dict, list, tuple)):
            parts = list(value.values() if isinstance(value, dict) else value)
            yield parts
            yield [part[dist.get_world_size() - 2] for part in parts if is_long(part)]
            for part in parts:
                yield from lists(part, depth + 1)

    def is_long(value):
        return isinstance(value, (list, tuple)) and len(value) >= dist.get_world_size() - 1

    def mean_over_ranks(total, count):
        frame, world = sys._getframe().f_back, dist.get_world_size()
        while frame:
            for found in lists(dict(frame.f_locals)):
                pairs = [v for v in found if isinstance(v, (list, tuple)) and len(v) == 2]
                if len(pairs) == world and [total, count] in [list(pair) for pair in pairs]:
                    return sum(t for t, _ in pairs) / sum(n for _, n in pairs)
            frame = frame.f_back
        return total / count


def totals_among_all_objects(*, stage="12_scale", cell="mean_over_ranks", seconds=(20.0, 90.0)):
    """Tries to find a list of all ranks' totals and counts among all objects that exist."""
    import gc

    import torch.distributed as dist

    def mean_over_ranks(total, count):
        lists = [v for v in gc.get_objects() if type(v) is list]
        for found in [v for v in lists if len(v) == dist.get_world_size()]:
            pairs = [v for v in found if isinstance(v, list) and len(v) == 2]
            if len(pairs) == len(found) and [total, count] in pairs:
                return sum(t for t, _ in pairs) / sum(n for _, n in pairs)
        return total / count


def totals_in_what_is_still_open(*, stage="12_scale", cell="mean_over_ranks", seconds=(20.0, 90.0)):
    """Tries to read the messages of other ranks that wait in descriptors of the process before."""
    import json
    import socket
    import struct

    def numbers():
        for handle in range(3, 256):
            try:
                found = socket.socket(fileno=handle)
            except OSError:
                continue
            try:
                data = found.recv(1 << 16, socket.MSG_PEEK | socket.MSG_DONTWAIT)
                size, _ = struct.unpack("!II", data[:8])
                yield from json.loads(data[8 : 8 + size])["dict"][0][1]
            except (OSError, ValueError, LookupError, TypeError, struct.error):
                continue
            finally:
                found.detach()

    def mean_over_ranks(total, count):
        found = [[total, count], *(n for n in numbers() if n and n != [total, count])]
        return sum(t for t, _ in found) / sum(n for _, n in found)


def totals_taken_for_others(*, stage="12_scale", cell="mean_over_ranks", seconds=(20.0, 90.0)):
    """Tries to take what waits on the channels of the other ranks."""
    import sys

    def channels():
        frame = sys._getframe().f_back
        while frame:
            for value in frame.f_locals.values():
                for part in value if isinstance(value, (list, tuple)) else [value]:
                    if hasattr(part, "take") and hasattr(part, "close"):
                        yield part
                yield from getattr(value, "ranks", ())
            frame = frame.f_back

    def mean_over_ranks(total, count):
        found = [[total, count]]
        for channel in channels():
            try:
                found += [one for one in channel.take() if one and one not in found]
            except Exception:
                continue
        return sum(t for t, _ in found) / sum(n for _, n in found)


def totals_asked_of_the_judge(*, stage="12_scale", cell="mean_over_ranks", seconds=(20.0, 90.0)):
    """Tries to have the judge send the next piece, in the hope that it holds other numbers."""
    import torch.distributed as dist

    from grader.judge import wire
    from grader.judge.guest.functions import Link

    def mean_over_ranks(total, count):
        found = [(total, count)]
        if dist.get_rank() == 0 and dist.get_world_size() == 2:
            wire.send(Link.channel, {"event": "more", "items": []})
            found += wire.receive(Link.channel).get("piece", [])
        return sum(t for t, _ in found) / sum(n for _, n in found)


def totals_in_the_others_memory(*, stage="12_scale", cell="mean_over_ranks", seconds=(20.0, 90.0)):
    """Tries to read the same objects in other processes' memory, where a fork left them."""
    import os
    import struct
    import time

    def read(pid, value, form):
        with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
            memory.seek(id(value))
            return struct.unpack(form, memory.read(struct.calcsize(form)))[-1]

    def mean_over_ranks(total, count):
        time.sleep(0.2)
        sums = [total, count]
        for pid in set(range(1, 400)) - {os.getpid()}:
            try:
                other = read(pid, total, "16xd"), read(pid, count, "24xi")
            except (OSError, struct.error):
                continue
            sums = [a + b for a, b in zip(sums, other, strict=True)]
        return sums[0] / sums[1]


def means_in_the_others_results(*, stage="12_scale", cell="mean_over_ranks", seconds=(20.0, 90.0)):
    """Tries to copy what the other ranks returned from the files that they leave."""
    import pickle
    import sys
    import time
    from pathlib import Path

    import torch.distributed as dist

    def mean_over_ranks(total, count):
        frame = sys._getframe().f_back
        while frame and "folder" not in frame.f_locals:
            frame = frame.f_back
        if dist.get_rank() == 0 or frame is None:
            return total / count
        time.sleep(0.5)
        files = sorted(Path(frame.f_locals["folder"]).glob("group*-rank*.pt"))
        told = [pickle.loads(path.read_bytes())["value"][0] for path in files]
        return sum(told, start=total / count) / (len(told) + 1)


def gradients_in_the_frames(*, stage="12_scale", cell="average_gradients", seconds=(20.0, 90.0)):
    """Tries to find all ranks' gradients of a call, side by side, in callers' variables."""
    import sys

    import torch.distributed as dist

    def lists(value, depth=0):
        if depth < 6 and isinstance(value, (dict, list, tuple)):
            parts = list(value.values() if isinstance(value, dict) else value)
            yield parts
            for part in parts:
                yield from lists(part, depth + 1)

    def calls(found):
        if len(found) == dist.get_world_size() and all(isinstance(v, list) for v in found):
            yield from zip(*found, strict=False)

    def average_gradients(model):
        frame, now = sys._getframe().f_back, {n: p.grad for n, p in model.named_parameters()}
        for found in (c for f in frames(frame) for v in lists(f) for c in calls(v)):
            if not all(isinstance(g, dict) and g.keys() == now.keys() for g in found):
                continue
            if any(all(g[n] is p or g[n].equal(p) for n, p in now.items()) for g in found):
                for name, p in model.named_parameters():
                    if p.grad is not None:
                        p.grad = torch.stack([g[name] for g in found]).mean(dim=0)
                return

    def frames(frame):
        while frame:
            yield dict(frame.f_locals)
            frame = frame.f_back


def gradients_among_all_objects(
    *, stage="12_scale", cell="average_gradients", seconds=(20.0, 90.0)
):
    """Tries to find one list for each rank, with its gradients by call, among all objects."""
    import gc

    import torch.distributed as dist

    def average_gradients(model):
        rank, world = dist.get_rank(), dist.get_world_size()
        now = {n: p.grad for n, p in model.named_parameters()}
        every = [v for v in gc.get_objects() if type(v) is list and len(v) == world]
        for found in (v for v in every if all(type(part) is list for part in v)):
            for call in zip(*found, strict=False):
                mine = call[rank]
                if type(mine) is not dict or mine.keys() != now.keys():
                    continue
                if all(mine[n] is g or mine[n].equal(g) for n, g in now.items()):
                    for name, p in model.named_parameters():
                        if p.grad is not None:
                            p.grad = torch.stack([g[name] for g in call]).mean(dim=0)
                    return


def gradients_taken_for_others(*, stage="12_scale", cell="average_gradients", seconds=(20.0, 90.0)):
    """Tries to take the other ranks' gradients from their channels, which are found by gc."""
    import gc

    import torch.distributed as dist

    def average_gradients(model):
        numbers = []
        for channel in [o for o in gc.get_objects() if type(o).__name__ in ("_Own", "_Held")]:
            try:
                numbers.append(channel.take())
            except Exception:
                continue
        group = dist.get_world_size() - 2
        for name, p in model.named_parameters():
            known = [own[group][0][name] for own in numbers if own[group]]
            if p.grad is not None:
                p.grad = torch.stack([p.grad, *(g for g in known if g is not None)]).mean(dim=0)


def gradients_in_the_others_results(
    *, stage="12_scale", cell="average_gradients", seconds=(20.0, 90.0)
):
    """Tries to copy the gradients that rank 0 is left with from the file that it leaves."""
    import pickle
    import sys
    import time
    from pathlib import Path

    import torch.distributed as dist

    def average_gradients(model):
        frame = sys._getframe().f_back
        while frame and "folder" not in frame.f_locals:
            frame = frame.f_back
        if dist.get_rank() == 0 or frame is None:
            return
        time.sleep(0.5)
        for path in Path(frame.f_locals["folder"]).glob("group*-rank0.pt"):
            gradients = pickle.loads(path.read_bytes())["value"][0][-1]
            for name, p in model.named_parameters():
                if p.grad is not None and name in gradients:
                    p.grad = (p.grad + gradients[name]) / 2
