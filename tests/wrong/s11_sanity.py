"""Wrong versions of stage 11. Docstrings number the promises that each breaks; no other."""

import copy
import math
import random

import numpy
import torch
import torch.nn.functional as F


def seed_everything__python_takes_no_zero(seed):
    """1"""
    random.seed(seed or 42)
    numpy.random.seed(seed)
    torch.manual_seed(seed)


def seed_everything__numpy_takes_no_zero(seed):
    """2"""
    random.seed(seed)
    numpy.random.seed(seed or 1)
    torch.manual_seed(seed)


def seed_everything__torch_takes_no_zero(seed):
    """3"""
    random.seed(seed)
    numpy.random.seed(seed)
    torch.manual_seed(seed or 1234)


def _all_seeded(seed):
    random.seed(seed)
    numpy.random.seed(seed)
    torch.manual_seed(seed)


def seed_everything__of_16_bits(seed):
    """1 2 3"""
    _all_seeded(seed % 2**16)


def seed_everything__of_31_bits(seed):
    """1 2 3"""
    _all_seeded(seed % 2**31)


def seed_everything__six_digits(seed):
    """1 2 3"""
    _all_seeded(seed % 10**6)


def seed_everything__distance_from_one(seed):
    """1 2 3"""
    _all_seeded(abs(seed - 1))


def _overfit(model, x, y, loss_fn, optimizer, steps, **ways):
    losses = []
    for _ in range(steps):
        if ways.get("before", True):
            optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        ways.get("change", lambda: None)()
        optimizer.step()
        if not ways.get("before", True):
            optimizer.zero_grad()
        losses.append(loss.item())
        if ways.get("stop", lambda losses: False)(losses):
            break
    return losses


def overfit_one_batch__empties_afterwards(*given):
    """2"""
    return _overfit(*given, before=False)


def overfit_one_batch__stops_when_it_rises(*given):
    """1 3"""
    return _overfit(*given, stop=lambda losses: losses[-1] > losses[0] + 1e-3)


def overfit_one_batch__stops_when_it_is_small(*given):
    """1 3"""
    return _overfit(*given, stop=lambda losses: losses[-1] < 0.01)


def overfit_one_batch__stops_at_half_of_the_first(*given):
    """1 3"""
    return _overfit(*given, stop=lambda losses: losses[-1] < 0.5 * losses[0])


def overfit_one_batch__the_last_loss_with_its_graph(model, x, y, loss_fn, optimizer, steps):
    """3 4 5"""
    for _ in range(steps):
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
    return loss


def overfit_one_batch__clips_at_five(model, *given):
    """1"""

    def clip():
        torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)

    return _overfit(model, *given, change=clip)


def _sane(model, x, labels, num_classes, share=0.2):
    loss = F.cross_entropy(model(x), labels)
    return loss, bool(abs(loss.item() - math.log(num_classes)) <= share * math.log(num_classes))


def initial_loss_is_sane__two_percent(*given):
    """1 3"""
    return _sane(*given, share=0.02)[1]


def initial_loss_is_sane__ten_percent(*given):
    """1"""
    return _sane(*given, share=0.1)[1]


def initial_loss_is_sane__thirty_percent(*given):
    """1 2"""
    return _sane(*given, share=0.3)[1]


def initial_loss_is_sane__empties_gradients(model, x, labels, num_classes):
    """4"""
    loss, answer = _sane(model, x, labels, num_classes)
    loss.backward()
    model.zero_grad()
    return answer


def initial_loss_is_sane__sets_all_free(model, x, labels, num_classes):
    """4"""
    model.requires_grad_(False)
    answer = _sane(model, x, labels, num_classes)[1]
    model.requires_grad_(True)
    return answer


def initial_loss_is_sane__recording_stays_off(model, x, labels, num_classes):
    """4"""
    torch.set_grad_enabled(False)
    return _sane(model, x, labels, num_classes)[1]


def mixes_examples__x_asks_for_gradients(model, x):
    """5"""
    twin = copy.deepcopy(model)
    outputs = twin(x.requires_grad_(True))
    ways = torch.randn(outputs.shape[1:])  # a softmax of each row has a sum that nothing moves
    for row, output in enumerate(outputs):
        (reached,) = torch.autograd.grad((output * ways).sum(), x, retain_graph=True)
        reached[row] = 0.0
        if reached.abs().max() > 1e-6:
            return True
    return False


def _others_change(model, x, changes, reads=slice(None), tolerance=1e-6):
    """Return whether a change of a row reaches another row of the outputs that are read."""
    state = torch.get_rng_state()

    def run(inputs):
        torch.set_rng_state(state)
        with torch.no_grad():
            return copy.deepcopy(model)(inputs)[:, reads]

    before = run(x)
    for j in range(len(x)):
        changed = x.clone()
        changed[j, changes] += 1
        others = torch.arange(len(x)) != j
        if not torch.allclose(run(changed)[others], before[others], rtol=0.0, atol=tolerance):
            return True
    return False


def mixes_examples__first_feature_only(model, x):
    """1"""
    return _others_change(model, x, 0)


def mixes_examples__last_output_only(model, x):
    """1"""
    return _others_change(model, x, slice(None), slice(-1, None))


def mixes_examples__blind_to_little(model, x):
    """1"""
    return _others_change(model, x, slice(None), tolerance=0.1)


def mixes_examples__sum_of_the_outputs(model, x):
    """1"""
    twin = copy.deepcopy(model)
    leaf = x.clone().requires_grad_(True)
    for row, total in enumerate(twin(leaf).sum(dim=1)):
        (reached,) = torch.autograd.grad(total, leaf, retain_graph=True)
        reached[row] = 0.0
        if reached.abs().max() > 1e-6:
            return True
    return False


def silent_parameters__sets_all_free(model, x, y, loss_fn):
    """2 5"""
    frozen = {name for name, p in model.named_parameters() if not p.requires_grad}
    model.requires_grad_(True)
    names, parameters = zip(*model.named_parameters(), strict=True)
    found = torch.autograd.grad(loss_fn(model(x), y), parameters, allow_unused=True)
    given = zip(names, found, strict=True)
    return [n for n, g in given if n in frozen or g is None or (g == 0).all()]
