"""Right versions of 01_loop/train_step."""

import contextlib
import warnings

import torch


def train_step__reference(model, x, y, loss_fn, optimizer):
    optimizer.zero_grad()
    prediction = model(x)
    loss = loss_fn(prediction, y)
    loss.backward()
    optimizer.step()
    return loss.item()


def train_step__zero_before_backward(model, x, y, loss_fn, optimizer):
    prediction = model(x)
    loss = loss_fn(prediction, y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return float(loss)


def train_step__zero_last(model, x, y, loss_fn, optimizer):
    prediction = model(x)
    loss = loss_fn(prediction, y)
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()
    return loss.detach().item()


def train_step__zeros_not_none(model, x, y, loss_fn, optimizer):
    optimizer.zero_grad(set_to_none=False)
    loss = loss_fn(model(x), y)
    loss.backward()
    optimizer.step()
    return loss.item()


def train_step__model_zero_grad(model, inputs, targets, criterion, opt) -> float:
    """Run one step."""
    model.train()
    model.zero_grad()
    value = criterion(model(inputs), targets)
    value.backward()
    opt.step()
    return value.item()


def train_step__grad_none(model, x, y, loss_fn, optimizer):
    for p in model.parameters():
        p.grad = None
    loss = loss_fn(model(x), y)
    loss.backward()
    optimizer.step()
    return loss.item()


def train_step__grad_zeroed_by_hand(model, x, y, loss_fn, optimizer):
    for group in optimizer.param_groups:
        for p in group["params"]:
            if p.grad is not None:
                p.grad.zero_()
    loss = loss_fn(model(x), y)
    loss.backward()
    optimizer.step()
    return loss.item()


def train_step__closure(model, x, y, loss_fn, optimizer):
    def closure():
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        return loss

    return optimizer.step(closure).item()


def train_step__autograd_grad(model, x, y, loss_fn, optimizer):
    loss = loss_fn(model(x), y)
    parameters = [p for p in model.parameters() if p.requires_grad]
    for p, g in zip(parameters, torch.autograd.grad(loss, parameters), strict=True):
        p.grad = g
    optimizer.step()
    return loss.item()


def train_step__autograd_backward(model, x, y, loss_fn, optimizer):
    optimizer.zero_grad()
    loss = loss_fn(model.forward(x), y)
    torch.autograd.backward(loss)
    optimizer.step()
    return loss.item()


def train_step__two_halves(model, x, y, loss_fn, optimizer):
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    (0.25 * loss).backward(retain_graph=True)
    (0.75 * loss).backward()
    optimizer.step()
    return loss.item()


def train_step__tensor_result(model, x, y, loss_fn, optimizer):
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    loss.backward()
    optimizer.step()
    return loss.detach()


def _forward_and_loss(model, x, y, loss_fn):
    return loss_fn(model(x), y)


def train_step__helper_prints_and_warns(model, x, y, loss_fn, optimizer):
    assert len(x) == len(y)
    warnings.warn("learning", UserWarning, stacklevel=1)
    optimizer.zero_grad()
    loss = _forward_and_loss(model, x, y, loss_fn)
    print(f"loss {loss.item():.3f}")
    loss.backward()
    print("norm", sum(p.grad.norm() for p in model.parameters()))
    optimizer.step()
    return loss.item()


def train_step__enabled_grad_block(model, x, y, loss_fn, optimizer):
    with contextlib.ExitStack() as stack:
        stack.enter_context(torch.enable_grad())
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
    loss.backward()
    optimizer.step()
    with torch.no_grad():
        shown = loss_fn(model(x), y)  # only looked at
        del shown
    return loss.item()


def _of_batch(model, loss_fn):
    def loss_of(parameters, x, y):
        return loss_fn(torch.func.functional_call(model, parameters, (x,)), y)

    return torch.func.grad_and_value(loss_of)


def _weights(model):
    return {name: p.detach() for name, p in model.named_parameters()}


def _takes(model, gradients):
    for name, p in model.named_parameters():
        p.grad = gradients[name]


def train_step__transform(model, x, y, loss_fn, optimizer):
    gradients, loss = _of_batch(model, loss_fn)(_weights(model), x, y)
    _takes(model, gradients)
    optimizer.step()
    return loss.item()


def train_step__example_by_example(model, x, y, loss_fn, optimizer):
    def one(parameters, row, target):
        return _of_batch(model, loss_fn)(parameters, row.unsqueeze(0), target.unsqueeze(0))

    parameters = _weights(model)
    gradients, losses = torch.func.vmap(one, in_dims=(None, 0, 0))(parameters, x, y)
    _takes(model, {name: g.mean(dim=0) for name, g in gradients.items()})
    optimizer.step()
    return losses.mean().item()


def train_step__forward_mode(model, x, y, loss_fn, optimizer):
    parameters = _weights(model)

    def loss_of(parameters):
        return loss_fn(torch.func.functional_call(model, parameters, (x,)), y)

    gradients = torch.func.jacfwd(loss_of)(parameters)
    with torch.no_grad():
        loss = loss_of(parameters)
    _takes(model, {name: g.clone() for name, g in gradients.items()})
    optimizer.step()
    return loss.item()


class _Stepper:
    def __call__(self, model, x, y, loss_fn, optimizer, *, note: "anything at all" = None):  # noqa: F722
        optimizer.zero_grad()
        (loss := loss_fn(model(x), y)).backward()
        optimizer.step()
        return loss.detach()


train_step__callable_object = _Stepper()


def train_step__forward_computed_again(model, x, y, loss_fn, optimizer):
    from torch.utils.checkpoint import checkpoint

    optimizer.zero_grad()
    loss = loss_fn(checkpoint(model, x, use_reentrant=False), y)
    loss.backward()
    optimizer.step()
    return loss.tolist()
