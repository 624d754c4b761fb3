"""Right versions of 02_forward/make_mlp."""

from collections import OrderedDict

import torch
import torch.nn.functional as F
from torch import nn


def make_mlp__sequential(n_in, n_hidden, n_out):
    return nn.Sequential(nn.Linear(n_in, n_hidden), nn.ReLU(), nn.Linear(n_hidden, n_out))


class _MLP(nn.Module):
    def __init__(self, n_in, n_hidden, n_out):
        super().__init__()
        self.output = nn.Linear(n_hidden, n_out)
        self.hidden = nn.Linear(n_in, n_hidden)

    def forward(self, x):
        return self.output(torch.relu(self.hidden(x)))


def make_mlp__class(n_in, n_hidden, n_out):
    return _MLP(n_in, n_hidden, n_out)


def make_mlp__module_list(n_in, n_hidden, n_out):
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            sizes = [n_in, n_hidden, n_out]
            self.layers = nn.ModuleList(
                nn.Linear(a, b) for a, b in zip(sizes[:-1], sizes[1:], strict=True)
            )

        def forward(self, x):
            for i, layer in enumerate(self.layers):
                x = layer(x)
                if i < len(self.layers) - 1:
                    x = x.clamp(min=0)
            return x

    return Net()


def make_mlp__plain_list_unpacked(n_in, n_hidden, n_out):
    layers = []
    layers.append(nn.Linear(n_in, n_hidden))
    layers.append(nn.ReLU(inplace=True))
    layers.append(nn.Linear(n_hidden, n_out))
    model = nn.Sequential(*layers)
    print(model)
    return model


def make_mlp__named_layers(n_in, n_hidden, n_out):
    model = nn.Sequential(
        OrderedDict(
            [
                ("first", nn.Linear(n_in, n_hidden)),
                ("bend", nn.ReLU()),
                ("second", nn.Linear(n_hidden, n_out)),
            ]
        )
    )
    for name, parameter in model.named_parameters():
        if name.endswith("bias"):
            nn.init.zeros_(parameter)
        else:
            nn.init.kaiming_normal_(parameter)
    return model.eval()


class _ByHand(nn.Module):
    def __init__(self, n_in, n_hidden, n_out):
        super().__init__()
        self.w1 = nn.Parameter(torch.randn(n_in, n_hidden) / n_in**0.5)
        self.b1 = nn.Parameter(torch.zeros(1, n_hidden))
        self.w2 = nn.Parameter(torch.randn(n_hidden, n_out) / n_hidden**0.5)
        self.register_parameter("b2", nn.Parameter(torch.zeros(n_out)))

    def forward(self, x):
        hidden = x @ self.w1 + self.b1
        return torch.where(hidden > 0, hidden, 0.0) @ self.w2 + self.b2


def make_mlp__own_parameters(n_in, n_hidden, n_out):
    return _ByHand(n_in, n_hidden, n_out)


def make_mlp__module_dict(n_in, n_hidden, n_out):
    model = nn.Module()
    model.add_module("parts", nn.ModuleDict({"a": nn.Linear(n_in, n_hidden)}))
    model.parts["b"] = nn.Linear(n_hidden, n_out)

    class Wrapped(nn.Module):
        def __init__(self, inner):
            super().__init__()
            self.inner = inner

        def forward(self, x):
            return self.inner.parts["b"](F.relu(self.inner.parts["a"](x)))

    return Wrapped(model)


class _Relu(nn.Module):
    def forward(self, x):
        return torch.max(x, torch.zeros_like(x))


def make_mlp__subclass_of_sequential(n_in, n_hidden, n_out):
    class Net(nn.Sequential):
        pass

    net = Net(nn.Linear(n_in, n_hidden), _Relu())
    net.append(nn.Linear(n_hidden, n_out))
    return net


def make_mlp__lazy(n_in, n_hidden, n_out):
    return nn.Sequential(nn.LazyLinear(n_hidden), nn.ReLU(), nn.LazyLinear(n_out))
