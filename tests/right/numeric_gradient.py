"""Right versions of 04_backward/numeric_gradient."""

import itertools

import numpy as np
import torch


def numeric_gradient__in_place(f, w, eps=1e-6):
    gradient = torch.zeros_like(w)
    flat = w.view(-1)
    for i in range(flat.numel()):
        old = flat[i].item()
        flat[i] = old + eps
        plus = f(w)
        flat[i] = old - eps
        minus = f(w)
        flat[i] = old
        gradient.view(-1)[i] = (plus - minus) / (2 * eps)
    return gradient


def numeric_gradient__there_and_back(f, w, eps=1e-6):
    gradient = torch.empty(w.shape)
    for index in np.ndindex(*w.shape):
        w[index] += eps
        plus = f(w).item()
        w[index] -= 2 * eps
        minus = f(w).item()
        w[index] += eps
        gradient[index] = (plus - minus) / (2 * eps)
    return gradient


def numeric_gradient__copies(f, w, eps=1e-6):
    result = []
    for i in range(w.numel()):
        higher, lower = w.clone().flatten(), w.clone().flatten()
        higher[i] += eps
        lower[i] -= eps
        result.append((f(higher.reshape(w.shape)) - f(lower.reshape(w.shape))) / 2 / eps)
    return torch.stack(result).reshape(w.shape)


def numeric_gradient__unit_vectors(f, w, eps=1e-6):
    directions = torch.eye(w.numel(), dtype=w.dtype)
    slopes = [
        (f(w + eps * d.view_as(w)) - f(w - eps * d.view_as(w))) / (2 * eps) for d in directions
    ]
    return torch.tensor(slopes, dtype=w.dtype).view_as(w)


def numeric_gradient__batched(f, w, eps=1e-6):
    steps = eps * torch.eye(w.numel(), dtype=w.dtype).view(w.numel(), *w.shape)
    both = torch.vmap(f)(torch.cat([w + steps, w - steps]))
    plus, minus = both.chunk(2)
    return ((plus - minus) / (2 * eps)).view(w.shape)


def numeric_gradient__numpy_offsets(f, w, eps=1e-6):
    gradient = np.zeros(tuple(w.shape))
    for index in itertools.product(*(range(n) for n in w.shape)):
        offset = np.zeros(tuple(w.shape))
        offset[index] = eps
        offset = torch.from_numpy(offset)
        gradient[index] = float(f(w + offset) - f(w - offset)) / (2 * eps)
    return torch.from_numpy(gradient)


def numeric_gradient__two_forward_halves(f, w, eps=1e-6):
    here = f(w)
    gradient = torch.zeros_like(w).flatten()
    for i in range(w.numel()):
        e = torch.zeros_like(w).flatten()
        e[i] = eps
        e = e.reshape(w.shape)
        forward = (f(w + e) - here) / eps
        backward = (here - f(w - e)) / eps
        gradient[i] = (forward + backward) / 2
    return gradient.reshape(w.shape)


def numeric_gradient__one_copy_restored(f, w, eps=1e-6):
    work = w.detach().clone()
    flat = work.view(-1)

    def at(i, value):
        old, flat[i] = flat[i].clone(), value
        result = f(work)
        flat[i] = old
        return result

    values = flat.tolist()
    slopes = [(at(i, v + eps) - at(i, v - eps)) / (2 * eps) for i, v in enumerate(values)]
    return torch.stack(slopes).view(w.shape)


def numeric_gradient__with_gradients_on(f, w, eps=1e-6):
    v = w.clone().requires_grad_()
    with torch.no_grad():
        g = torch.zeros_like(v)
        for i in range(v.numel()):
            kept = v.view(-1)[i].clone()
            values = []
            for sign in (1, -1):
                v.view(-1)[i] = kept + sign * eps
                values.append(f(v))
            v.view(-1)[i] = kept
            g.view(-1)[i] = (values[0] - values[1]) / (2 * eps)
    return g
