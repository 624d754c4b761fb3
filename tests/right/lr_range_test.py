"""Right versions of 09_stability/lr_range_test."""

import copy
import math

import numpy as np
import torch


def lr_range_test__reference(make_model, x, y, loss_fn, learning_rates, steps):
    losses = []
    for lr in learning_rates:
        model = make_model()
        optimizer = torch.optim.SGD(model.parameters(), lr=lr)
        for _ in range(steps):
            optimizer.zero_grad()
            loss = loss_fn(model(x), y)
            loss.backward()
            optimizer.step()
        with torch.no_grad():
            final = loss_fn(model(x), y).item()
        losses.append(final if math.isfinite(final) else float("inf"))
    return losses


def _train(model, x, y, loss_fn, lr, steps):
    for _ in range(steps):
        model.zero_grad()
        loss_fn(model(x), y).backward()
        with torch.no_grad():
            for p in model.parameters():
                p -= lr * p.grad
    return loss_fn(model(x), y).item()


def lr_range_test__updates_by_hand(make_model, x, y, loss_fn, learning_rates, steps):
    losses = [_train(make_model(), x, y, loss_fn, lr, steps) for lr in learning_rates]
    return [math.inf if loss != loss or abs(loss) == math.inf else loss for loss in losses]


def lr_range_test__stops_a_round_early(make_model, x, y, loss_fn, learning_rates, steps):
    result = []
    for lr in learning_rates:
        net = make_model()
        net.train()
        optimizer = torch.optim.SGD(net.parameters(), lr)
        for _ in range(steps):
            loss = loss_fn(net(x), y)
            if not torch.isfinite(loss):
                break
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        last = loss_fn(net(x), y)
        result.append(last.item() if math.isfinite(last) else float("inf"))
    return result


def lr_range_test__models_first(make_model, x, y, loss_fn, learning_rates, steps):
    models = [make_model() for _ in learning_rates]
    losses = torch.empty(len(models))
    for i, (model, lr) in enumerate(zip(models, learning_rates)):
        optimizer = torch.optim.SGD(model.parameters(), lr=lr, foreach=False)
        step = 0
        while step < steps:
            loss_fn(model(x), y).backward()
            optimizer.step()
            optimizer.zero_grad()
            step += 1
        with torch.inference_mode():
            losses[i] = loss_fn(model(x), y)
    return torch.nan_to_num(losses, nan=math.inf, posinf=math.inf, neginf=math.inf).tolist()


def lr_range_test__one_more_round(make_model, x, y, loss_fn, learning_rates, steps):
    losses = []
    for lr in learning_rates:
        model = make_model()
        optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.0)
        for number in range(steps + 1):
            optimizer.zero_grad()
            loss = loss_fn(model(x), y)
            if number == steps:
                break
            loss.backward()
            optimizer.step()
        losses.append(loss.detach() if loss.isfinite() else torch.tensor(float("inf")))
    return losses


def lr_range_test__eval_and_warnings(make_model, x, y, loss_fn, learning_rates, steps):
    losses = {}
    for lr in learning_rates:
        model = make_model()
        parameters = list(model.parameters())
        for _ in range(steps):
            gradients = torch.autograd.grad(loss_fn(model(x), y), parameters)
            for p, g in zip(parameters, gradients):
                p.data.add_(g, alpha=-lr)
        model.eval()
        loss = loss_fn(model(x), y)
        losses[lr] = float(loss) if math.isfinite(loss) else np.inf  # warns about the graph
        print(f"{lr}: {losses[lr]}")
    return list(losses.values())


def lr_range_test__closure(make_model, x, y, loss_fn, learning_rates, steps):
    def final(lr):
        model = copy.deepcopy(make_model())
        optimizer = torch.optim.SGD(model.parameters(), lr=lr)

        def closure():
            optimizer.zero_grad()
            loss = loss_fn(model(x), y)
            loss.backward()
            return loss

        for _ in range(steps):
            optimizer.step(closure)
        return closure().item()

    return [loss if np.isfinite(loss) else np.inf for loss in map(final, learning_rates)]


def lr_range_test__transform(make_model, x, y, loss_fn, learning_rates, steps):
    def last(lr):
        model = make_model()
        weights = {name: p.detach() for name, p in model.named_parameters()}

        def loss_of(weights):
            return loss_fn(torch.func.functional_call(model, weights, (x,)), y)

        for _ in range(steps):
            gradients = torch.func.grad(loss_of)(weights)
            weights = {name: w - lr * gradients[name] for name, w in weights.items()}
        with torch.no_grad():
            loss = loss_of(weights).item()
        return loss if math.isfinite(loss) else math.inf

    return [last(lr) for lr in learning_rates]
