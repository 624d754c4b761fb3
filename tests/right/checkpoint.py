"""Right versions of 10_lifecycle/checkpoint: pairs (save_checkpoint, load_checkpoint)."""

import json
import os
import pickle
from pathlib import Path

import torch


def _save_dict(path, model, optimizer, scheduler, epoch):
    torch.save(
        {
            "model": model.state_dict(),
            "optimizer": optimizer.state_dict(),
            "scheduler": scheduler.state_dict(),
            "epoch": epoch,
        },
        path,
    )


def _load_dict(path, model, optimizer, scheduler):
    checkpoint = torch.load(path)
    model.load_state_dict(checkpoint["model"])
    optimizer.load_state_dict(checkpoint["optimizer"])
    scheduler.load_state_dict(checkpoint["scheduler"])
    return checkpoint["epoch"]


checkpoint__dictionary = (_save_dict, _load_dict)


def _save_list(path, *parts):
    *objects, epoch = parts
    torch.save([*(part.state_dict() for part in objects), int(epoch)], str(path))


def _load_list(path, *objects):
    *states, epoch = torch.load(Path(path), map_location="cpu", weights_only=True)
    for part, state in zip(objects, states, strict=True):
        part.load_state_dict(state)
    return epoch


checkpoint__list = (_save_list, _load_list)


def _save_through_another_name(path, model, optimizer, scheduler, epoch):
    unfinished = f"{path}.tmp"
    torch.save((model.state_dict(), optimizer.state_dict(), scheduler.state_dict()), unfinished)
    os.replace(unfinished, path)
    Path(f"{path}.json").write_text(json.dumps({"epoch": epoch}))


def _load_with_epoch_beside(path, model, optimizer, scheduler):
    weights, memory, clock = torch.load(path)
    scheduler.load_state_dict(clock)
    optimizer.load_state_dict(memory)
    model.load_state_dict(weights)
    return json.loads(Path(f"{path}.json").read_text())["epoch"]


checkpoint__written_beside_and_renamed = (_save_through_another_name, _load_with_epoch_beside)


def _save_stream(path, model, optimizer, scheduler, epoch):
    with open(path, "wb") as file:
        for value in (model.state_dict(), optimizer.state_dict(), scheduler.state_dict(), epoch):
            pickle.dump(value, file)


def _load_stream(path, model, optimizer, scheduler):
    with open(path, "rb") as file:
        for part in (model, optimizer, scheduler):
            part.load_state_dict(pickle.load(file))
        return pickle.load(file)


checkpoint__pickle = (_save_stream, _load_stream)


def _save_whole(path, model, optimizer, scheduler, epoch):
    torch.save({"m": model, "o": optimizer.state_dict(), "s": scheduler, "e": epoch}, path)


def _load_whole(path, model, optimizer, scheduler):
    found = torch.load(path, weights_only=False)
    model.load_state_dict(found["m"].state_dict())
    optimizer.load_state_dict(found["o"])
    scheduler.load_state_dict(found["s"].state_dict())
    return torch.tensor(found["e"])


checkpoint__whole_objects_unpickled_on_purpose = (_save_whole, _load_whole)


def _save_folder(path, model, optimizer, scheduler, epoch):
    path = Path(path)
    for name, part in (("model", model), ("optimizer", optimizer), ("scheduler", scheduler)):
        torch.save(part.state_dict(), path.with_name(f"{path.name}.{name}"))
    torch.save(torch.tensor(epoch), path)


def _load_folder(path, model, optimizer, scheduler):
    path = Path(path)
    for name, part in (("model", model), ("optimizer", optimizer), ("scheduler", scheduler)):
        part.load_state_dict(torch.load(path.with_name(f"{path.name}.{name}")))
    return torch.load(path).item()


checkpoint__four_files = (_save_folder, _load_folder)


class _Checkpoint:
    def save(self, path, model, optimizer, scheduler, epoch):
        was = model.training
        model.eval()
        state = {f"model.{k}": v.clone() for k, v in model.state_dict().items()}
        model.train(was)
        _save = {"state": state, "rest": (optimizer.state_dict(), scheduler.state_dict(), epoch)}
        torch.save(_save, path)
        return path

    def load(self, path, model, optimizer, scheduler):
        saved = torch.load(path)
        own = model.state_dict()
        for key, value in saved["state"].items():
            own[key.removeprefix("model.")].copy_(value)
        optimizer.load_state_dict(saved["rest"][0])
        scheduler.load_state_dict(saved["rest"][1])
        return saved["rest"][2]


checkpoint__methods = (_Checkpoint().save, _Checkpoint().load)
