"""Right versions of 03_loss/mse."""

import torch
from torch import nn


def mse__reference(prediction, target):
    if prediction.shape != target.shape:
        raise ValueError("prediction and target need the same shape")
    return ((prediction - target) ** 2).mean()


def mse__functional(prediction, target):
    if prediction.size() != target.size():
        raise ValueError(f"{tuple(prediction.shape)} and {tuple(target.shape)}")
    return nn.functional.mse_loss(prediction, target)


def mse__module(a, b):
    if list(a.shape) != list(b.shape):
        raise ValueError
    return nn.MSELoss()(a, b)


def mse__sum_over_numel(prediction: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """Return the mean squared error."""
    if prediction.dim() != target.dim() or any(
        m != n for m, n in zip(prediction.shape, target.shape, strict=True)
    ):
        raise ValueError("shapes differ")
    error = prediction - target
    return torch.sum(error * error) / error.numel()


def mse__flat_dot(prediction, target):
    if prediction.shape != target.shape:
        raise ValueError("shapes differ")
    error = (prediction - target).reshape(-1)
    return error @ error / len(error)


def mse__loop(prediction, target):
    if prediction.shape != target.shape:
        raise ValueError("shapes differ")
    total, count = 0.0, 0
    for p, t in zip(prediction.flatten(), target.flatten(), strict=True):
        total = total + (p - t).pow(2)
        count += 1
    return total / count


def mse__mean_of_row_means(prediction, target):
    if prediction.shape == target.shape:
        squares = (prediction - target).square()
        while squares.ndim:
            squares = squares.mean(dim=0)
        return squares
    raise ValueError("shapes differ")


def mse__norm(prediction, target):
    if prediction.shape != target.shape:
        raise ValueError("shapes differ")
    return torch.linalg.vector_norm(target - prediction) ** 2 / target.numel()


def mse__in_double(prediction, target):
    """Copies first, then works in place on the copy."""
    if prediction.shape != target.shape:
        raise ValueError("shapes differ")
    error = prediction.double().clone()
    error -= target.double()
    print("largest error", error.abs().max().item())
    return error.pow(2).mean()


class ShapesDifferError(ValueError):
    """Two tensors that belong together are of different shapes."""


def mse__own_exception(prediction, target):
    if prediction.shape != target.shape:
        raise ShapesDifferError(prediction.shape, target.shape)
    return (prediction - target).square().mean()


def mse__exception_with_a_cause(prediction, target):
    try:
        assert prediction.size() == target.size()
    except AssertionError as error:
        raise UnicodeError("not the same shape") from error
    return torch.func.vmap(lambda a, b: (a - b) ** 2)(prediction, target).mean()
