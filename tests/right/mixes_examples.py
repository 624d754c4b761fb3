"""Right versions of 11_sanity/mixes_examples."""

import copy

import torch
from torch import nn


def mixes_examples__perturbation(model, x):
    model = copy.deepcopy(model)
    state = torch.get_rng_state()
    before = model(x)
    for j in range(len(x)):
        changed = x.clone()
        changed[j] += 1
        torch.set_rng_state(state)
        after = model(changed)
        others = [i for i in range(len(x)) if i != j]
        if not torch.allclose(before[others], after[others]):
            return True
    return False


def mixes_examples__jacobian(model, x):
    twin = copy.deepcopy(model)
    table = torch.autograd.functional.jacobian(twin, x)  # (N, C, N, D)
    reach = table.abs().sum(dim=(1, 3))
    reach.fill_diagonal_(0)
    return bool((reach > 1e-6).any())


def mixes_examples__one_output_at_a_time(model, x):
    twin = copy.deepcopy(model)
    leaf = x.clone().requires_grad_(True)
    outputs = twin(leaf)
    for i in range(len(x)):
        for column in outputs[i]:
            (gradient,) = torch.autograd.grad(column, leaf, retain_graph=True)
            gradient[i] = 0
            if gradient.abs().max() > 1e-7:
                return True
    return False


def mixes_examples__seeded(model, x):
    """The random state is fixed by a seed and put back; buffers are saved and restored."""
    kept = {name: value.clone() for name, value in model.state_dict().items()}

    def run(inputs):
        torch.manual_seed(0)
        with torch.no_grad():
            return model(inputs)

    with torch.random.fork_rng():
        first = run(x)
        found = False
        for j in range(len(x)):
            other = x.clone()
            other[j] = -2 * other[j] + 0.5
            difference = (run(other) - first).abs().amax(dim=1)
            difference[j] = 0
            found |= bool(difference.max() > 1e-6)
    model.load_state_dict(kept)
    return found


def mixes_examples__dropout_switched_off(model, x):
    twin = copy.deepcopy(model)
    for layer in twin.modules():
        if isinstance(layer, nn.Dropout):
            layer.eval()
    with torch.inference_mode():
        before = twin(x)
        for j in range(len(x)):
            changed = torch.cat([x[:j], torch.zeros_like(x[j : j + 1]), x[j + 1 :]])
            same = (twin(changed) - before).abs().sum(dim=1) < 1e-6
            same[j] = True
            if not same.all():
                return True
        return False


def mixes_examples__weighted_outputs(model, x):
    """Random weights for the outputs of one row, so that nothing cancels."""
    model = copy.deepcopy(model)
    x = x.detach().clone().requires_grad_()
    out = model(x)
    weights = torch.rand(out.shape[1]) + 0.5
    mixed = []
    for i in range(len(x)):
        (g,) = torch.autograd.grad((out[i] * weights).sum(), x, retain_graph=True)
        others = torch.cat([g[:i], g[i + 1 :]])
        mixed.append(others.abs().sum() > 1e-6)
    return torch.stack(mixed).any()


def mixes_examples__nan(model, x):
    """What nan touches becomes nan: change a row to nan and see who else is touched."""
    copies = [copy.deepcopy(model) for _ in range(len(x))]
    for j, twin in enumerate(copies):
        poisoned = x.clone()
        poisoned[j] = float("nan")
        touched = twin(poisoned).isnan().any(dim=1)
        touched[j] = False
        if touched.any():
            return True
    return False
