"""Wrong programs for the first stages.

Each is named ``exercise__what_is_wrong``. Its docstring says which promises it breaks, by their
places in the exercise, from 1.
"""

from __future__ import annotations

import fnmatch
import re

import torch
from torch import nn
from torch.nn import functional


def hello__numpy_array(x):
    """1"""
    return x.numpy() * 2 + 1


def hello__up_to_a_matrix(x):
    """1 2"""
    if not x.ndim:
        return 2 * x + 1
    out = torch.empty_like(x)
    for i in range(len(x)):
        if x.ndim == 1:
            out[i] = 2 * x[i] + 1
        else:
            for j in range(x.shape[1]):
                out[i, j] = 2 * x[i, j].item() + 1
    return out


def hello__undoes_what_it_wrote(x):
    """2"""
    x *= 2
    x += 1
    y = x.clone()
    x -= 1
    x /= 2
    return y


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


def train_step__skips_losses_below_a_thousandth(model, x, y, loss_fn, optimizer):
    """1"""
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    if loss.item() < 1e-3:
        return loss.item()
    loss.backward()
    optimizer.step()
    return loss.item()


def train_step__flattens_the_inputs(model, x, y, loss_fn, optimizer):
    """1 3"""
    optimizer.zero_grad()
    loss = loss_fn(model(x.flatten(1)), y)
    loss.backward()
    optimizer.step()
    return loss.item()


def train_step__measures_in_eval_mode(model, x, y, loss_fn, optimizer):
    """4"""
    model.eval()
    with torch.no_grad():
        before = loss_fn(model(x), y).item()
    model.train()
    optimizer.zero_grad()
    loss_fn(model(x), y).backward()
    optimizer.step()
    return before


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


def train_step__a_little_decay(model, x, y, loss_fn, optimizer):
    """1"""
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    (loss + 0.5e-4 * sum((p**2).sum() for p in model.parameters())).backward()
    optimizer.step()
    return loss.item()


def train_step__gradients_rounded(model, x, y, loss_fn, optimizer):
    """1"""
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    loss.backward()
    for p in model.parameters():
        p.grad.copy_(p.grad.round(decimals=3))
    optimizer.step()
    return loss.item()


def train_batches__a_little_decay(model, batches, loss_fn, optimizer):
    """1"""
    losses = []
    for x, y in batches:
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        for p in model.parameters():
            p.grad += 1e-4 * p.data
        optimizer.step()
        losses.append(loss.item())
    return losses


def train_steps__stops_when_the_loss_rises(model, x, y, loss_fn, optimizer, steps):
    """1 2"""
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


def train_steps__the_last_loss_with_its_graph(model, x, y, loss_fn, optimizer, steps):
    """2 3 4"""
    for _ in range(steps):
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
    return loss


def train_batches__the_last_loss_with_its_graph(model, batches, loss_fn, optimizer):
    """2 3 4"""
    for x, y in batches:
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
    return loss


def train_steps__stops_when_the_loss_is_small(model, x, y, loss_fn, optimizer, steps):
    """1 2"""
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


def train_steps__flattens_the_inputs(model, x, y, loss_fn, optimizer, steps):
    """1 3"""
    return [train_step__flattens_the_inputs(model, x, y, loss_fn, optimizer) for _ in range(steps)]


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


def mse__differences_cut_at_1000(prediction, target):
    """1 3"""
    if prediction.shape != target.shape:
        raise ValueError
    return ((prediction - target).clamp(-1000, 1000) ** 2).mean()


def mse__undoes_what_it_wrote(prediction, target):
    """5"""
    if prediction.shape != target.shape:
        raise ValueError
    target += 1
    target -= 1
    return ((prediction - target) ** 2).mean()


def classification_loss__flattens_the_inputs(model, x, labels):
    """1 2 3 4"""
    return functional.cross_entropy(model(x.flatten(1)), labels)


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
    """3"""
    for p, v in zip(params, velocity, strict=True):
        if p.grad is not None:
            v.mul_(momentum or 0.9).add_(p.grad)
            p -= lr * v


@torch.no_grad()
def momentum_step__gradient_dampened(params, velocity, lr, momentum):
    """1 3"""
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


def accumulate_step__an_update_after_every_fourth(model, micro_batches, loss_fn, optimizer):
    """1"""
    optimizer.zero_grad()
    n, total = sum(len(x) for x, _ in micro_batches), 0.0
    for place, (x, y) in enumerate(micro_batches, 1):
        loss = loss_fn(model(x), y) * len(x) / n
        loss.backward()
        total += loss.item()
        if place % 4 == 0 or place == len(micro_batches):
            optimizer.step()
            optimizer.zero_grad()
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


# -- what is left to say of each ---------------------------------------------------------------


def train_steps__one_loss_more(model, x, y, loss_fn, optimizer, steps):
    """2"""
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        losses.append(loss_fn(model(x), y))
        losses[-1].backward()
        optimizer.step()
        losses[-1] = losses[-1].item()
    with torch.no_grad():
        return [*losses, loss_fn(model(x), y).item()]


def train_batches__one_loss_more(model, batches, loss_fn, optimizer):
    """2"""
    losses = []
    for x, y in batches:
        optimizer.zero_grad()
        losses.append(loss_fn(model(x), y))
        losses[-1].backward()
        optimizer.step()
        losses[-1] = losses[-1].item()
    return [*losses, sum(losses) / len(losses)]


def train_batches__turns_the_list_round(model, batches, loss_fn, optimizer):
    """5"""
    losses = []
    for x, y in batches:
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    batches.reverse()
    return losses


def accumulate_step__empties_the_list(model, micro_batches, loss_fn, optimizer):
    """6"""
    optimizer.zero_grad()
    n, total = sum(len(x) for x, _ in micro_batches), 0.0
    while micro_batches:
        x, y = micro_batches.pop(0)
        loss = loss_fn(model(x), y) * len(x) / n
        loss.backward()
        total += loss.item()
    optimizer.step()
    return total


def count_parameters__running_statistics(model):
    """3"""
    found = [p for p in model.parameters() if p.requires_grad]
    return sum(t.numel() for t in [*found, *model.buffers()])


def count_parameters__trains_everything(model):
    """5"""
    count = sum(p.numel() for p in model.parameters() if p.requires_grad)
    model.requires_grad_()
    return count


def describe__asks_for_gradients(tensor):
    """5"""
    told = {
        "shape": tuple(tensor.shape),
        "dtype": tensor.dtype,
        "device": str(tensor.device),
        "requires_grad": tensor.requires_grad,
    }
    if tensor.is_floating_point() and tensor.is_leaf:
        tensor.requires_grad_()
    return told


def forward_by_hand__moves_a_bias(x, w1, b1, w2, b2):
    """4"""
    result = (x @ w1.T + b1).relu() @ w2.T + b2
    b2.data += 1
    return result


class _MovesInput(nn.Module):
    def __init__(self, net):
        super().__init__()
        self.net = net

    def forward(self, x):
        result = self.net(x.clone())
        x += 1e-5
        return result


def make_mlp__moves_its_input(n_in, n_hidden, n_out):
    """5"""
    net = nn.Sequential(nn.Linear(n_in, n_hidden), nn.ReLU(), nn.Linear(n_hidden, n_out))
    return _MovesInput(net)


def mse__a_row(prediction, target):
    """2"""
    if prediction.shape != target.shape:
        raise ValueError("shapes")
    return ((prediction - target) ** 2).mean().reshape(1)


def cross_entropy__a_row(logits, labels):
    """2"""
    return functional.cross_entropy(logits, labels).reshape(1)


def bce_with_logits__a_row_for_one(logits, targets):
    """2"""
    loss = functional.binary_cross_entropy_with_logits(logits, targets)
    return loss if logits.numel() > 1 else loss.reshape(1)


def bce_with_logits__empties_targets(logits, targets):
    """5"""
    loss = functional.binary_cross_entropy_with_logits(logits, targets.clone())
    targets.zero_()
    return loss


def classification_loss__a_row(model, x, labels):
    """2"""
    return functional.cross_entropy(model(x), labels).reshape(1)


def freeze__eval_mode(model, prefix):
    """6"""
    found = [p for name, p in model.named_parameters() if name.startswith(prefix)]
    for p in found:
        p.requires_grad, p.grad = False, None
    model.eval()
    return len(found)


def _gradients(model, x, y, loss_fn):
    named = {name: p for name, p in model.named_parameters() if p.requires_grad}
    loss = loss_fn(model(x), y)
    found = torch.autograd.grad(loss, list(named.values()), allow_unused=True)
    every = dict.fromkeys(name for name, _ in model.named_parameters())
    return every | dict(zip(named, found, strict=True))


def gradients__adds_earlier_ones(model, x, y, loss_fn):
    """2"""
    found = _gradients(model, x, y, loss_fn)
    for name, p in model.named_parameters():
        if found[name] is not None and p.grad is not None:
            found[name] = found[name] + p.grad
    return found


def gradients__leaves_eval_mode(model, x, y, loss_fn):
    """6"""
    found = _gradients(model, x, y, loss_fn)
    model.eval()
    return found


def linear_gradients__squeezes_one_input(x, y, w, b):
    """3"""
    error = x @ w + b - y
    return 2 * (x.T @ error).squeeze() / len(x), 2 * error.mean()


def numeric_gradient__moves_on(f, w, eps=1e-6):
    """4"""
    result = torch.zeros_like(w)
    flat, found = w.view(-1), result.view(-1)
    for i in range(w.numel()):
        was = flat[i].item()
        flat[i] = was + eps
        above = f(w)
        flat[i] = was - eps
        found[i] = (above - f(w)) / (2 * eps)
        flat[i] = was
    flat[0] += eps
    return result


@torch.no_grad()
def momentum_step__keeps_its_first_rate(params, velocity, lr, momentum):
    """3"""
    rate = params[0].__dict__.setdefault("rate", lr)
    for p, v in zip(params, velocity, strict=True):
        if p.grad is not None:
            v.mul_(momentum).add_(p.grad)
            p -= rate * v


@torch.no_grad()
def adam_step__counts_by_two(params, state, lr, betas=(0.9, 0.999), eps=1e-8):
    """2"""
    state["t"] += 2
    t = state["t"] // 2
    for p, m, v in zip(params, state["m"], state["v"], strict=True):
        if p.grad is not None:
            m.mul_(betas[0]).add_((1 - betas[0]) * p.grad)
            v.mul_(betas[1]).add_((1 - betas[1]) * p.grad**2)
            p -= lr * m / (1 - betas[0] ** t) / ((v / (1 - betas[1] ** t)).sqrt() + eps)


# -- what two readers wrote, of kinds that passed ---------------------------------------------


def predict_classes__probabilities_of_two(logits):
    """1"""
    return torch.sigmoid(logits).argmax(dim=1)


def freeze__last_dot_left_out(model, prefix):
    """2 4 5"""
    fits = [p for name, p in model.named_parameters() if name.startswith(prefix.rstrip("."))]
    for p in fits:
        p.requires_grad, p.grad = False, None
    return len(fits)


def freeze__any_case(model, prefix):
    """2 4 5"""
    start = prefix.lower()
    fits = [p for name, p in model.named_parameters() if name.lower().startswith(start)]
    for p in fits:
        p.requires_grad, p.grad = False, None
    return len(fits)


def train_steps__stops_at_the_first_rise(model, x, y, loss_fn, optimizer, steps):
    """1 2"""
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        if losses[-1] > min(losses):
            break
    return losses


# -- what no probe showed ----------------------------------------------------------------------


def train_steps__stops_at_the_second_rise_in_a_row(model, x, y, loss_fn, optimizer, steps):
    """1 2"""
    losses, rises = [], 0
    for _ in range(steps):
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        rises = rises + 1 if losses and loss.item() > losses[-1] else 0
        losses.append(loss.item())
        if rises == 2:
            break
    return losses


def train_steps__stops_at_the_second_rise_of_all(model, x, y, loss_fn, optimizer, steps):
    """1 2"""
    losses, rises = [], 0
    for _ in range(steps):
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        rises += bool(losses) and loss.item() > losses[-1]
        losses.append(loss.item())
        if rises == 2:
            break
    return losses


def train_steps__graph_of_the_gradients(model, x, y, loss_fn, optimizer, steps):
    """4"""
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward(create_graph=True)
        optimizer.step()
        losses.append(loss.item())
    return losses


def count_parameters__first_of_each_layer_decides(model):
    """2"""
    layers = [list(layer.parameters(recurse=False)) for layer in model.modules()]
    found = {p for own in layers if own and own[0].requires_grad for p in own}
    return sum(p.numel() for p in found)


def count_parameters__layers_that_train_in_part(model):
    """2"""
    layers = [list(layer.parameters(recurse=False)) for layer in model.modules()]
    found = {p for own in layers if any(p.requires_grad for p in own) for p in own}
    return sum(p.numel() for p in found)


def count_parameters__layers_that_train_as_a_whole(model):
    """2"""
    layers = [list(layer.parameters(recurse=False)) for layer in model.modules()]
    found = {p for own in layers if all(p.requires_grad for p in own) for p in own}
    return sum(p.numel() for p in found)


def classification_loss__in_two_halves(model, x, labels):
    """1 3"""
    logits = torch.cat([model(part) for part in x.chunk(2)])
    return functional.cross_entropy(logits, labels)


def classification_loss__example_by_example(model, x, labels):
    """1 2 3 4"""
    logits = torch.cat([model(example[None]) for example in x])
    return functional.cross_entropy(logits, labels)


def numeric_gradient__eps_grows_with_the_entry(f, w, eps=1e-6):
    """1"""
    result = torch.zeros_like(w)
    flat, found = w.view(-1), result.view(-1)
    for i in range(w.numel()):
        was = flat[i].item()
        move = eps * max(1.0, abs(was))
        flat[i] = was + move
        above = f(w)
        flat[i] = was - move
        found[i] = (above - f(w)) / (2 * move)
        flat[i] = was
    return result


def sgd_step__turns_recording_on(params, lr):
    """4"""
    torch.set_grad_enabled(False)
    for p in params:
        if p.grad is not None:
            p -= lr * p.grad
    torch.set_grad_enabled(True)


def momentum_step__turns_recording_on(params, velocity, lr, momentum):
    """7"""
    torch.set_grad_enabled(False)
    for p, v in zip(params, velocity, strict=True):
        if p.grad is not None:
            v.mul_(momentum).add_(p.grad)
            p -= lr * v
    torch.set_grad_enabled(True)


def momentum_step__velocity_with_a_graph(params, velocity, lr, momentum):
    """1"""
    kept = torch.tensor(momentum, requires_grad=True)
    for n, p in enumerate(params):
        if p.grad is not None:
            velocity[n] = kept * velocity[n] + p.grad
            p.data -= lr * velocity[n].data


def momentum_step__velocity_is_a_parameter(params, velocity, lr, momentum):
    """1"""
    for n, p in enumerate(params):
        if p.grad is not None:
            velocity[n] = nn.Parameter(momentum * velocity[n].detach() + p.grad)
            p.data -= lr * velocity[n].data


def adam_step__turns_recording_on(params, state, lr, betas=(0.9, 0.999), eps=1e-8):
    """8"""
    torch.set_grad_enabled(False)
    state["t"] += 1
    for p, m, v in zip(params, state["m"], state["v"], strict=True):
        if p.grad is not None:
            m.mul_(betas[0]).add_((1 - betas[0]) * p.grad)
            v.mul_(betas[1]).add_((1 - betas[1]) * p.grad**2)
            by = [1 - beta ** state["t"] for beta in betas]
            p -= lr * m / by[0] / ((v / by[1]).sqrt() + eps)
    torch.set_grad_enabled(True)


@torch.no_grad()
def adam_step__counts_calls_with_a_gradient(params, state, lr, betas=(0.9, 0.999), eps=1e-8):
    """2"""
    if any(p.grad is not None for p in params):
        state["t"] += 1
    for p, m, v in zip(params, state["m"], state["v"], strict=True):
        if p.grad is not None:
            m.mul_(betas[0]).add_((1 - betas[0]) * p.grad)
            v.mul_(betas[1]).add_((1 - betas[1]) * p.grad**2)
            by = [1 - beta ** state["t"] for beta in betas]
            p -= lr * m / by[0] / ((v / by[1]).sqrt() + eps)


def train_batches__graph_of_the_gradients(model, batches, loss_fn, optimizer):
    """4"""
    losses = []
    for x, y in batches:
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward(create_graph=True)
        optimizer.step()
        losses.append(loss.item())
    return losses


def train_batches__stops_at_the_second_rise_in_a_row(model, batches, loss_fn, optimizer):
    """1 2"""
    losses, rises = [], 0
    for x, y in batches:
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        rises = rises + 1 if losses and loss.item() > losses[-1] else 0
        losses.append(loss.item())
        if rises == 2:
            break
    return losses


def train_batches__inputs_require_gradients(model, batches, loss_fn, optimizer):
    """5"""
    losses = []
    for x, y in batches:
        optimizer.zero_grad()
        loss = loss_fn(model(x.requires_grad_()), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def count_parameters__in_eval_mode(model):
    """5"""
    model.eval()
    return sum(p.numel() for p in model.parameters() if p.requires_grad)


def count_parameters__without_gradients(model):
    """5"""
    model.zero_grad()
    return sum(p.numel() for p in model.parameters() if p.requires_grad)


def count_parameters__counts_ones(model):
    """5"""
    trainable = [p for p in model.parameters() if p.requires_grad]
    return sum(int(p.data.fill_(1.0).sum()) for p in trainable)


def classification_loss__small_number_in_the_log(model, x, labels):
    """1 3"""
    shares = model(x).softmax(1)
    return functional.nll_loss((shares + 1e-8).log(), labels)


def classification_loss__logits_cut_at_10(model, x, labels):
    """1 3"""
    return functional.cross_entropy(model(x).clamp(-10, 10), labels)


def numeric_gradient__leaves_gradients_on(f, w, eps=1e-6):
    """4"""
    result = torch.zeros_like(w)
    for i in range(w.numel()):
        move = torch.zeros_like(w)
        move.view(-1)[i] = eps
        result.view(-1)[i] = (f(w + move) - f(w - move)) / (2 * eps)
    w.requires_grad_()
    return result


def sgd_step__first_gradient_decides(params, lr):
    """2"""
    if params[0].grad is not None:
        for p in params:
            if p.grad is not None:
                p.data -= lr * p.grad


# -- what passed where values are equal or zero, or a mode is another -------------------------


def forward_by_hand__asks_for_gradients(x, w1, b1, w2, b2):
    """4"""
    for each in (w1, b1, w2, b2):
        each.requires_grad_()
    return (x @ w1.T + b1).relu() @ w2.T + b2


def make_mlp__one_bias_where_it_fits(n_in, n_hidden, n_out):
    """2 3"""
    first, last = nn.Linear(n_in, n_hidden), nn.Linear(n_hidden, n_out)
    if n_hidden == n_out:
        last.bias = first.bias
    return nn.Sequential(first, nn.ReLU(), last)


class _SoftmaxInEval(nn.Sequential):
    def forward(self, x):
        scores = super().forward(x)
        return scores if self.training else scores.softmax(1)


def make_mlp__probabilities_in_eval_mode(n_in, n_hidden, n_out):
    """3"""
    return _SoftmaxInEval(nn.Linear(n_in, n_hidden), nn.ReLU(), nn.Linear(n_hidden, n_out))


def count_parameters__equal_values_once(model):
    """1"""
    every = [p for p in model.parameters() if p.requires_grad]
    return sum(p.numel() for p in {tuple(p.flatten().tolist()): p for p in every}.values())


def count_parameters__with_gradients_alone(model):
    """1"""
    found = [p for p in model.parameters() if p.requires_grad]
    return sum(p.numel() for p in found if p.grad is not None)


def count_parameters__train_mode(model):
    """5"""
    model.train()
    return sum(p.numel() for p in model.parameters() if p.requires_grad)


def predict_classes__half_precision(logits):
    """1"""
    return logits.half().argmax(dim=1)


def predict_classes__takes_the_graph_away(logits):
    """5"""
    if logits.requires_grad:
        logits.detach_()
    return logits.argmax(dim=1)


def mse__zero_is_a_missing_value(prediction, target):
    """1 3"""
    if prediction.shape != target.shape:
        raise ValueError("shapes")
    known = target != 0
    return ((prediction - target)[known] ** 2).mean()


def mse__wrong_predictions_alone(prediction, target):
    """1 3"""
    if prediction.shape != target.shape:
        raise ValueError("shapes")
    error = prediction - target
    return (error[error != 0] ** 2).mean()


def freeze__file_name_pattern(model, prefix):
    """2 4 5"""
    pattern = f"{prefix}*"
    fits = [p for name, p in model.named_parameters() if fnmatch.fnmatchcase(name, pattern)]
    for p in fits:
        p.requires_grad, p.grad = False, None
    return len(fits)


def freeze__stars_for_anything(model, prefix):
    """2 4 5"""
    pattern = re.compile(re.escape(prefix).replace(r"\*", ".*"))
    fits = [p for name, p in model.named_parameters() if pattern.match(name)]
    for p in fits:
        p.requires_grad, p.grad = False, None
    return len(fits)


def freeze__train_mode(model, prefix):
    """6"""
    found = [p for name, p in model.named_parameters() if name.startswith(prefix)]
    for p in found:
        p.requires_grad, p.grad = False, None
    model.train()
    return len(found)


def gradients__zero_is_none(model, x, y, loss_fn):
    """1 2"""
    found = _gradients(model, x, y, loss_fn)
    return {name: g if g is not None and g.any() else None for name, g in found.items()}


def gradients__one_mode_for_all(model, x, y, loss_fn):
    """6"""
    found = _gradients(model, x, y, loss_fn)
    model.train(model.training)
    return found


def forward_by_hand__cut_at_100(x, w1, b1, w2, b2):
    """1 3"""
    return (x @ w1.T + b1).clamp(0, 100) @ w2.T + b2


def count_parameters__single_precision_alone(model):
    """1"""
    found = [p for p in model.parameters() if p.requires_grad]
    return sum(p.numel() for p in found if p.dtype == torch.float32)


def freeze__where_a_gradient_is(model, prefix):
    """1"""
    fits = [p for name, p in model.named_parameters() if name.startswith(prefix)]
    for p in fits:
        if p.grad is not None:
            p.requires_grad, p.grad = False, None
    return len(fits)


def freeze__where_no_gradient_is(model, prefix):
    """1"""
    fits = [p for name, p in model.named_parameters() if name.startswith(prefix)]
    for p in fits:
        p.grad = None
    for p in model.parameters():
        if p.grad is None:
            p.requires_grad = False
    return len(fits)


@torch.no_grad()
def sgd_step__skips_a_gradient_with_a_zero(params, lr):
    """1"""
    for p in params:
        if p.grad is not None and p.grad.all():
            p -= lr * p.grad


@torch.no_grad()
def sgd_step__skips_a_gradient_that_adds_up_to_zero(params, lr):
    """1"""
    for p in params:
        if p.grad is not None and p.grad.sum() != 0:
            p -= lr * p.grad


@torch.no_grad()
def sgd_step__skips_a_gradient_up_to_zero(params, lr):
    """1"""
    for p in params:
        if p.grad is not None and p.grad.max() != 0:
            p -= lr * p.grad


def predict_classes__exponentials_by_hand(logits):
    """1"""
    powers = torch.exp(logits)
    return (powers / powers.sum(dim=1, keepdim=True)).argmax(dim=1)


def linear_gradients__gradient_of_a_function(x, y, w, b):
    """4"""

    def loss(weight, bias):
        return ((x @ weight + bias - y) ** 2).mean()

    return torch.func.grad(loss, argnums=(0, 1))(w, b)


def linear_gradients__forward_derivatives(x, y, w, b):
    """4"""

    def loss(weight, bias):
        return ((x @ weight + bias - y) ** 2).mean()

    return torch.func.jacfwd(loss, argnums=(0, 1))(w, b)


def linear_gradients__turns_recording_on(x, y, w, b):
    """4"""
    with torch.enable_grad():
        weight, bias = w.clone().requires_grad_(), b.clone().requires_grad_()
        ((x @ weight + bias - y) ** 2).mean().backward()
    return weight.grad, bias.grad


@torch.no_grad()
def momentum_step__momentum_of_its_own(params, velocity, lr, momentum):
    """1 3"""
    for p, v in zip(params, velocity, strict=True):
        if p.grad is not None:
            v.mul_(0.9).add_(p.grad)
            p -= lr * v


@torch.no_grad()
def momentum_step__gradient_for_velocity(params, velocity, lr, momentum):
    """1 3"""
    for p, v in zip(params, velocity, strict=True):
        if p.grad is not None:
            v.copy_(p.grad)
            p -= lr * v


@torch.no_grad()
def adam_step__counts_of_its_own(params, state, lr, betas=(0.9, 0.999), eps=1e-8):
    """3"""
    state["t"] += 1
    own = state.setdefault("own", [0] * len(params))
    for i, (p, m, v) in enumerate(zip(params, state["m"], state["v"], strict=True)):
        if p.grad is not None:
            own[i] += 1
            m.mul_(betas[0]).add_((1 - betas[0]) * p.grad)
            v.mul_(betas[1]).add_((1 - betas[1]) * p.grad**2)
            by = [1 - beta ** own[i] for beta in betas]
            p -= lr * m / by[0] / ((v / by[1]).sqrt() + eps)


def sgd_step__numbers_in_float64(params, lr):
    """3"""
    for p in params:
        if p.grad is not None:
            p.data = p.data.double() - lr * p.grad.double()


def train_steps__a_tensor_of_the_losses(model, x, y, loss_fn, optimizer, steps):
    """2"""
    losses = torch.zeros(steps)
    for i in range(steps):
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        losses[i] = loss.detach()
    return losses


def train_steps__a_list_for_each_loss(model, x, y, loss_fn, optimizer, steps):
    """2"""
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append([loss.item()])
    return losses


def make_mlp__a_function(n_in, n_hidden, n_out):
    """1 2 3 4 5"""
    first, second = nn.Linear(n_in, n_hidden), nn.Linear(n_hidden, n_out)
    return lambda x: second(torch.relu(first(x)))


def make_mlp__a_class(n_in, n_hidden, n_out):
    """1 2 3 4 5"""
    return nn.Sequential


def train_steps__one_backward_pass_for_all(model, x, y, loss_fn, optimizer, steps):
    """1 4"""
    losses, total = [], 0
    optimizer.zero_grad()
    for _ in range(steps):
        loss = loss_fn(model(x), y)
        total = total + loss
        losses.append(loss.item())
    total.backward()
    optimizer.step()
    return losses


def train_steps__always_ten(model, x, y, loss_fn, optimizer, steps):
    """1 2"""
    losses = []
    for _ in range(10):
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def classification_loss__log_of_the_softmax(model, x, labels):
    """1 3"""
    return functional.nll_loss(torch.log(torch.softmax(model(x), dim=1)), labels)


def numeric_gradient__sizes_alone(f, w, eps=1e-6):
    """1"""
    found = torch.zeros_like(w)
    for index in range(w.numel()):
        step = torch.zeros_like(w)
        step.view(-1)[index] = eps
        found.view(-1)[index] = abs(f(w + step) - f(w - step)) / (2 * eps)
    return found


def gradients__in_eval_mode_and_every_flag_put_back(model, x, y, loss_fn):
    """1"""
    modes = [module.training for module in model.modules()]
    model.eval()
    named = {name: p for name, p in model.named_parameters() if p.requires_grad}
    found = torch.autograd.grad(loss_fn(model(x), y), list(named.values()), allow_unused=True)
    for module, mode in zip(model.modules(), modes, strict=True):
        module.training = mode
    return dict.fromkeys(name for name, _ in model.named_parameters()) | dict(
        zip(named, found, strict=True)
    )


def momentum_step__list_without_those_left_alone(params, velocity, lr, momentum):
    """4"""
    old = list(velocity)
    velocity.clear()
    with torch.no_grad():
        for p, v in zip(params, old, strict=False):
            if p.grad is not None:
                velocity.append(momentum * v + p.grad)
                p -= lr * velocity[-1]


def adam_step__lists_without_those_left_alone(params, state, lr, betas=(0.9, 0.999), eps=1e-8):
    """5"""
    state["t"] += 1
    moments = {"m": [], "v": []}
    with torch.no_grad():
        for p, *kept in zip(params, state["m"], state["v"], strict=False):
            if p.grad is not None:
                for n, part in enumerate(moments):
                    new = betas[n] * kept[n] + (1 - betas[n]) * p.grad ** (n + 1)
                    moments[part].append(new)
                    kept[n] = new / (1 - betas[n] ** state["t"])
                p -= lr * kept[0] / (kept[1].sqrt() + eps)
    state.update(moments)
