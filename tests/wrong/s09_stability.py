"""Wrong versions of stage 09. Docstrings number the promises that each breaks; no other."""

import math

import torch
from torch.nn.utils import clip_grad_norm_


def _step(model, x, y, loss_fn, optimizer, max_norm, **ways):
    if ways.get("before", True):
        optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    loss.backward()
    ways.get("change", lambda: None)()
    norm = clip_grad_norm_(model.parameters(), max_norm).item()
    optimizer.step()
    if ways.get("after", False):
        optimizer.zero_grad()
    return ways.get("told", lambda norm: norm)(norm)


def clipped_step__eval_mode(model, *given):
    """4"""
    model.eval()
    return _step(model, *given)


def clipped_step__eval_mode_and_back(model, *given):
    """4"""
    was = model.training
    model.eval()
    result = _step(model, *given)
    model.train(was)
    return result


def clipped_step__empties_afterwards(*given):
    """3"""
    return _step(*given, before=False, after=True)


def clipped_step__at_most_five(model, x, y, loss_fn, optimizer, max_norm):
    """2"""
    found = {}

    def clip():
        found["norm"] = clip_grad_norm_(model.parameters(), 5.0).item()

    _step(model, x, y, loss_fn, optimizer, max_norm, change=clip)
    return found["norm"]


def clipped_step__decays(model, x, y, loss_fn, optimizer, max_norm):
    """1 2"""
    optimizer.zero_grad()
    loss_fn(model(x), y).backward()
    norm = clip_grad_norm_(model.parameters(), max_norm).item()
    for p in model.parameters():
        p.grad += 1e-4 * p.detach()
    optimizer.step()
    return norm


def _test(make_model, x, y, loss_fn, learning_rates, steps, losses=None, stop=lambda found: False):
    losses = [] if losses is None else losses
    for lr in learning_rates:
        model = make_model()
        optimizer = torch.optim.SGD(model.parameters(), lr=lr)
        for _ in range(steps):
            optimizer.zero_grad()
            loss_fn(model(x), y).backward()
            optimizer.step()
        with torch.no_grad():
            final = loss_fn(model(x), y).item()
        losses.append(final if math.isfinite(final) else math.inf)
        if stop(losses):
            break
    return losses


def lr_range_test__stops_at_five_times_the_best(*given):
    """4"""

    def stop(losses):
        return math.isfinite(losses[-1]) and losses[-1] > 5 * min(losses)

    return _test(*given, stop=stop)


def lr_range_test__large_is_infinite(*given):
    """3 4"""
    return [math.inf if loss > 1000 else loss for loss in _test(*given)]


def lr_range_test__a_million_is_infinite(*given):
    """4"""
    return [math.inf if loss > 1e6 else loss for loss in _test(*given)]


def lr_range_test__twelve_digits_are_enough(*given):
    """4"""
    return [math.inf if loss > 1e12 else loss for loss in _test(*given)]


def lr_range_test__four_times_the_best_is_infinite(*given):
    """4"""
    best, entries = math.inf, []
    for loss in _test(*given):
        entries.append(math.inf if loss > 4 * best else loss)
        best = min(best, entries[-1])
    return entries


def lr_range_test__lowest_on_the_way(make_model, x, y, loss_fn, learning_rates, steps):
    """1 2 3 4"""
    some = (x, y, loss_fn, learning_rates)
    swept = [_test(make_model, *some, count) for count in range(steps + 1)]
    return [min(losses) for losses in zip(*swept, strict=True)]


_LATEST = [None]


def lr_range_test__one_list_for_all_calls(make_model, x, y, loss_fn, rates, steps, losses=[]):  # noqa: B006
    """4"""
    if make_model is not _LATEST[0]:
        losses.clear()  # what one run leaves to the next is not what is tried here
    _LATEST[0] = make_model
    return list(_test(make_model, x, y, loss_fn, rates, steps, losses))


def check_finite__refuses_what_is_large(loss):
    """4"""
    if not abs(loss) < 1e38:
        raise FloatingPointError("too large")


def check_finite__in_single_precision(loss):
    """4"""
    if not torch.isfinite(loss.float()):
        raise FloatingPointError("not finite")


def check_finite__refuses_what_is_negative(loss):
    """4"""
    if not 0 <= loss < math.inf:
        raise FloatingPointError


def clip_gradients__goes_through_the_parameters_twice(parameters, max_norm):
    """4"""
    norm = sum((p.grad**2).sum() for p in parameters if p.grad is not None) ** 0.5
    for p in parameters if norm > max_norm else ():
        if p.grad is not None:
            p.grad *= max_norm / norm
    return float(norm)


def clip_gradients__norm_never_quite_zero(parameters, max_norm):
    """6"""
    gradients = [p.grad for p in parameters if p.grad is not None]
    norm = max(sum(float(g.pow(2).sum()) for g in gradients) ** 0.5, 1e-6)
    for g in gradients:
        g.mul_(min(1.0, max_norm / norm))
    return norm
