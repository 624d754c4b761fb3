"""Wrong programs for the first stages.

Each is named ``exercise__what_is_wrong``. Its docstring says which promises it breaks, by their
places in the exercise, from 1.
"""

from __future__ import annotations

import torch
import torch._dynamo  # the first optimizer would load it, which takes seconds
from torch import nn
from torch.nn import functional


def hello__numpy_array(x):
    """1"""
    return x.numpy() * 2 + 1


# -- one step, several steps -------------------------------------------------------------


def train_step__gradients_cut_at_10(model, x, y, loss_fn, optimizer):
    """1"""
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), max_norm=10.0)
    optimizer.step()
    return loss.item()


def train_step__values_cut_at_5(model, x, y, loss_fn, optimizer):
    """1"""
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    loss.backward()
    nn.utils.clip_grad_value_(model.parameters(), 5.0)
    optimizer.step()
    return loss.item()


def train_step__skips_large_losses(model, x, y, loss_fn, optimizer):
    """1"""
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    if loss < 100:
        loss.backward()
        optimizer.step()
    return loss.item()


def train_step__skips_small_losses(model, x, y, loss_fn, optimizer):
    """1"""
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    if loss > 0.01:
        loss.backward()
        optimizer.step()
    return loss.item()


def train_step__eval_mode(model, x, y, loss_fn, optimizer):
    """4"""
    model.eval()
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    loss.backward()
    optimizer.step()
    return loss.item()


def train_step__left_in_eval_mode(model, x, y, loss_fn, optimizer):
    """4"""
    model.train()
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    loss.backward()
    optimizer.step()
    model.eval()
    return loss.item()


def train_step__an_optimizer_of_its_own(model, x, y, loss_fn, optimizer):
    """1"""
    mine = torch.optim.SGD(model.parameters(), lr=optimizer.param_groups[0]["lr"])
    mine.zero_grad()
    loss = loss_fn(model(x), y)
    loss.backward()
    mine.step()
    return loss.item()


def train_step__last_layer_only(model, x, y, loss_fn, optimizer):
    """1"""
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    loss.backward()
    for p in list(model.parameters())[:-2]:
        p.grad = None
    optimizer.step()
    return loss.item()


def train_step__rate_times_ten(model, x, y, loss_fn, optimizer):
    """1"""
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    (10 * loss).backward()
    optimizer.step()
    return loss.item()


def train_step__rounds_the_loss(model, x, y, loss_fn, optimizer):
    """2 3"""
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    loss.backward()
    optimizer.step()
    return round(loss.item(), 2)


def train_step__reports_the_loss_after(model, x, y, loss_fn, optimizer):
    """3"""
    optimizer.zero_grad()
    loss_fn(model(x), y).backward()
    optimizer.step()
    with torch.no_grad():
        return loss_fn(model(x), y).item()


def train_step__default_for_no_rate(model, x, y, loss_fn, optimizer):
    """1"""
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    loss.backward()
    rate = optimizer.param_groups[0]["lr"]
    optimizer.param_groups[0]["lr"] = rate or 0.1
    optimizer.step()
    optimizer.param_groups[0]["lr"] = rate
    return loss.item()


def train_steps__stops_when_the_loss_rises(model, x, y, loss_fn, optimizer, steps):
    """1"""
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        if losses and loss.item() > losses[-1]:
            break
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def train_steps__stops_when_the_loss_is_small(model, x, y, loss_fn, optimizer, steps):
    """1"""
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        if losses[-1] < 0.01:
            break
    return losses


def train_steps__largest_value_kept_small(model, x, y, loss_fn, optimizer, steps):
    """1"""
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        for p in model.parameters():
            p.grad.clamp_(-5, 5)
        optimizer.step()
        losses.append(loss.item())
    return losses


def train_steps__keeps_the_best_so_far(model, x, y, loss_fn, optimizer, steps):
    """3"""
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(min([*losses[-1:], loss.item()]))
    return losses


def train_steps__eval_mode(model, x, y, loss_fn, optimizer, steps):
    """5"""
    losses = []
    model.eval()
    for _ in range(steps):
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


# -- the forward pass ----------------------------------------------------------------------


def forward_by_hand__cut_at_10(x, w1, b1, w2, b2):
    """1 3"""
    return (x @ w1.T + b1).clamp(0, 10) @ w2.T + b2


def make_mlp__cut_at_6(n_in, n_hidden, n_out):
    """3"""
    return nn.Sequential(nn.Linear(n_in, n_hidden), nn.ReLU6(), nn.Linear(n_hidden, n_out))


def count_parameters__set_of_sizes(model):
    """1"""
    return sum({p.numel() for p in model.parameters() if p.requires_grad})


# -- losses --------------------------------------------------------------------------------


def mse__differences_cut_at_10(prediction, target):
    """1 3"""
    if prediction.shape != target.shape:
        raise ValueError("shapes")
    return ((prediction - target).clamp(-10, 10) ** 2).mean()


def classification_loss__wipes_gradients(model, x, labels):
    """4"""
    model.zero_grad()
    return functional.cross_entropy(model(x), labels)


# -- steps of optimizers -------------------------------------------------------------------


@torch.no_grad()
def sgd_step__values_cut_at_5(params, lr):
    """1"""
    for p in params:
        if p.grad is not None:
            p -= lr * p.grad.clamp(-5, 5)


@torch.no_grad()
def sgd_step__decay(params, lr):
    """1"""
    for p in params:
        if p.grad is not None:
            p -= lr * (p.grad + 1e-4 * p)


@torch.no_grad()
def sgd_step__rounded(params, lr):
    """1"""
    for p in params:
        if p.grad is not None:
            p -= lr * torch.round(p.grad, decimals=3)


@torch.no_grad()
def sgd_step__the_wrong_way(params, lr):
    """1"""
    for p in params:
        if p.grad is not None:
            p += lr * p.grad


@torch.no_grad()
def momentum_step__shared_with_the_gradient(params, velocity, lr, momentum):
    """1"""
    for i, p in enumerate(params):
        if p.grad is None:
            continue
        velocity[i] = momentum * velocity[i] + p.grad if velocity[i].any() else p.grad
        p -= lr * velocity[i]


@torch.no_grad()
def momentum_step__no_momentum_is_the_usual(params, velocity, lr, momentum):
    """1"""
    for p, v in zip(params, velocity, strict=True):
        if p.grad is not None:
            v.mul_(momentum or 0.9).add_(p.grad)
            p -= lr * v


@torch.no_grad()
def momentum_step__gradient_dampened(params, velocity, lr, momentum):
    """1"""
    for p, v in zip(params, velocity, strict=True):
        if p.grad is not None:
            v.mul_(momentum).add_((1 - momentum) * p.grad)
            p -= lr * v


@torch.no_grad()
def momentum_step__glides_on(params, velocity, lr, momentum):
    """4"""
    for p, v in zip(params, velocity, strict=True):
        if p.grad is not None:
            v.mul_(momentum).add_(p.grad)
        p -= lr * v


@torch.no_grad()
def momentum_step__zero_is_none(params, velocity, lr, momentum):
    """5"""
    for p, v in zip(params, velocity, strict=True):
        if p.grad is not None and p.grad.any():
            v.mul_(momentum).add_(p.grad)
            p -= lr * v


@torch.no_grad()
def adam_step__gradient_cut_at_5(params, state, lr, betas=(0.9, 0.999), eps=1e-8):
    """1"""
    state["t"] += 1
    for p, m, v in zip(params, state["m"], state["v"], strict=True):
        if p.grad is None:
            continue
        g = p.grad.clamp(-5, 5)
        m.mul_(betas[0]).add_((1 - betas[0]) * g)
        v.mul_(betas[1]).add_((1 - betas[1]) * g * g)
        root = (v / (1 - betas[1] ** state["t"])).sqrt()
        p -= lr * m / (1 - betas[0] ** state["t"]) / (root + eps)


@torch.no_grad()
def adam_step__decay(params, state, lr, betas=(0.9, 0.999), eps=1e-8):
    """3 4"""
    state["t"] += 1
    for p, m, v in zip(params, state["m"], state["v"], strict=True):
        if p.grad is None:
            continue
        m.mul_(betas[0]).add_((1 - betas[0]) * p.grad)
        v.mul_(betas[1]).add_((1 - betas[1]) * p.grad**2)
        root = (v / (1 - betas[1] ** state["t"])).sqrt()
        p *= 1 - 0.01 * lr
        p -= lr * m / (1 - betas[0] ** state["t"]) / (root + eps)


# -- batches -------------------------------------------------------------------------------


def train_batches__gradients_cut_at_5(model, batches, loss_fn, optimizer):
    """1"""
    losses = []
    for x, y in batches:
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimizer.step()
        losses.append(loss.item())
    return losses


def train_batches__eval_mode(model, batches, loss_fn, optimizer):
    """6"""
    losses = []
    for x, y in batches:
        optimizer.zero_grad()
        loss = loss_fn(model.eval()(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    model.train()
    return losses


def train_batches__batches_out_of_order(model, batches, loss_fn, optimizer):
    """1 3 5"""
    losses = []
    batches.sort(key=lambda batch: len(batch[0]))
    for x, y in batches:
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def accumulate_step__gradients_cut_at_5(model, micro_batches, loss_fn, optimizer):
    """2"""
    optimizer.zero_grad()
    n, total = sum(len(x) for x, _ in micro_batches), 0.0
    for x, y in micro_batches:
        loss = loss_fn(model(x), y) * len(x) / n
        loss.backward()
        total += loss.item()
    nn.utils.clip_grad_norm_(model.parameters(), 5.0)
    optimizer.step()
    return total


def accumulate_step__eval_mode(model, micro_batches, loss_fn, optimizer):
    """7"""
    model.eval()
    optimizer.zero_grad()
    n, total = sum(len(x) for x, _ in micro_batches), 0.0
    for x, y in micro_batches:
        loss = loss_fn(model(x), y) * len(x) / n
        loss.backward()
        total += loss.item()
    optimizer.step()
    return total


def accumulate_step__means_added_up(model, micro_batches, loss_fn, optimizer):
    """1 2"""
    optimizer.zero_grad()
    n, total = sum(len(x) for x, _ in micro_batches), 0.0
    for x, y in micro_batches:
        loss = loss_fn(model(x), y)
        loss.backward()
        total += loss.item() * len(x) / n
    optimizer.step()
    return total
