"""Right versions of 02_forward/describe."""

from collections import OrderedDict
from dataclasses import asdict, dataclass

import torch


def describe__attributes(tensor):
    return {
        "shape": tuple(tensor.shape),
        "dtype": tensor.dtype,
        "device": str(tensor.device),
        "requires_grad": tensor.requires_grad,
    }


def describe__torch_size(t: torch.Tensor) -> dict:
    return dict(shape=t.shape, dtype=t.dtype, device=t.device.type, requires_grad=t.requires_grad)


def describe__getattr(tensor):
    answers = {}
    for name in ("shape", "dtype", "device", "requires_grad"):
        answers[name] = getattr(tensor, name)
    answers["device"] = f"{answers['device']}"
    return answers


def describe__more_than_asked(tensor):
    print(tensor.shape, tensor.dtype)
    return OrderedDict(
        ndim=tensor.ndim,
        numel=tensor.numel(),
        values=tensor,
        shape=tuple(tensor.size()),
        dtype=tensor.dtype,
        device=str(tensor.device),
        requires_grad=bool(tensor.requires_grad),
    )


@dataclass
class _Card:
    shape: tuple
    dtype: torch.dtype
    device: str
    requires_grad: bool


def describe__dataclass(tensor):
    sizes = tuple(tensor.size(i) for i in range(tensor.dim()))
    return asdict(
        _Card(sizes, tensor.dtype, repr(tensor.device).split("'")[1], tensor.requires_grad)
    )


def describe__by_asking_the_graph(tensor):
    learns = tensor.grad_fn is not None or (tensor.is_leaf and tensor.requires_grad)
    sizes = []
    for size in tensor.shape:
        sizes.append(int(size))
    return {
        "requires_grad": learns,
        "device": tensor.device.type,
        "dtype": torch.empty_like(tensor, device="cpu").dtype,
        "shape": tuple(sizes),
    }


def describe__ordered(tensor):
    return OrderedDict(
        shape=tensor.size(),
        dtype=tensor.dtype,
        device=str(tensor.device),
        requires_grad=tensor.requires_grad,
    )
