"""Right versions of 02_forward/forward_by_hand."""

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn


def forward_by_hand__relu(x, w1, b1, w2, b2):
    hidden = torch.relu(x @ w1.T + b1)
    return hidden @ w2.T + b2


def forward_by_hand__functional(x, w1, b1, w2, b2):
    return F.linear(F.relu(F.linear(x, w1, b1)), w2, b2)


def forward_by_hand__clamp(x, w1, b1, w2, b2):
    z = torch.matmul(x, w1.t()) + b1
    a = z.clamp(min=0)
    out = torch.matmul(a, w2.t()) + b2
    print("shapes", x.shape, a.shape, out.shape)
    return out


def forward_by_hand__addmm_and_mask(x, w1, b1, w2, b2):
    hidden = torch.addmm(b1, x, w1.transpose(0, 1))
    hidden = hidden * (hidden > 0)
    return torch.addmm(b2, hidden, w2.transpose(0, 1))


def forward_by_hand__einsum(x, w1, b1, w2, b2):
    z = torch.einsum("ij,kj->ik", x, w1) + b1
    a = torch.where(z > 0, z, torch.zeros_like(z))
    return torch.einsum("ij,kj->ik", a, w2) + b2


def forward_by_hand__columns(x, w1, b1, w2, b2):
    z = w1 @ x.T + b1[:, None]
    a = torch.maximum(z, torch.zeros(()))
    return (w2 @ a + b2.unsqueeze(1)).T


def forward_by_hand__one_example_at_a_time(x, w1, b1, w2, b2):
    rows = []
    for example in x:
        hidden = (w1 * example).sum(dim=1) + b1
        hidden = (hidden + hidden.abs()) / 2
        rows.append((w2 * hidden).sum(dim=1) + b2)
    return torch.stack(rows)


def forward_by_hand__in_place(x, w1, b1, w2, b2):
    hidden = x.contiguous().mm(w1.T)
    hidden += b1
    hidden[hidden < 0] = 0
    result = hidden.mm(w2.T)
    result += b2
    return result


def forward_by_hand__helper(x, w1, b1, w2, b2):
    def linear(values, weight, bias):
        return (values.unsqueeze(1) * weight.unsqueeze(0)).sum(-1) + bias

    for weight, bias in ((w1, b1), (w2, b2)):
        x = linear(x, weight, bias)
        if weight is w1:
            x = x.relu()
    return x


def forward_by_hand__functional_call(x, w1, b1, w2, b2):
    inputs, hidden, outputs = w1.shape[1], len(w1), len(w2)
    net = nn.Sequential(nn.Linear(inputs, hidden), nn.ReLU(), nn.Linear(hidden, outputs))
    given = {"0.weight": w1, "0.bias": b1, "2.weight": w2, "2.bias": b2}
    return torch.func.functional_call(net, given, (x,))


class _Relu(torch.autograd.Function):
    @staticmethod
    def forward(ctx, z):
        keep = torch.from_numpy((z.detach().numpy() > 0).astype(np.float32))
        ctx.save_for_backward(keep)
        return z * keep

    @staticmethod
    def backward(ctx, gradient):
        (keep,) = ctx.saved_tensors
        return gradient * keep


def forward_by_hand__own_function(x, w1, b1, w2, b2):
    ones = torch.ones(len(x), 1)
    hidden = _Relu.apply(torch.cat([x, ones], dim=1) @ torch.cat([w1, b1[:, None]], dim=1).T)
    return torch.cat([hidden, ones], dim=1) @ torch.cat([w2, b2[:, None]], dim=1).T
