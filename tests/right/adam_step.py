"""Right versions of 05_step/adam_step."""

import math

import torch
import torch._dynamo  # the first optimizer would load it, which takes seconds


def adam_step__in_place(params, state, lr, betas=(0.9, 0.999), eps=1e-8):
    state["t"] += 1
    with torch.no_grad():
        for p, m, v in zip(params, state["m"], state["v"]):
            if p.grad is None:
                continue
            m.mul_(betas[0]).add_(p.grad, alpha=1 - betas[0])
            v.mul_(betas[1]).addcmul_(p.grad, p.grad, value=1 - betas[1])
            m_hat = m / (1 - betas[0] ** state["t"])
            v_hat = v / (1 - betas[1] ** state["t"])
            p.sub_(lr * m_hat / (torch.sqrt(v_hat) + eps))


def adam_step__count_stored_last(params, state, lr, betas=(0.9, 0.999), eps=1e-8):
    t = state["t"] + 1
    b1, b2 = betas
    for i, p in enumerate(params):
        if p.grad is not None:
            state["m"][i] = b1 * state["m"][i] + (1 - b1) * p.grad
            state["v"][i] = b2 * state["v"][i] + (1 - b2) * p.grad.square()
            m_hat, v_hat = state["m"][i] / (1 - b1**t), state["v"][i] / (1 - b2**t)
            p.data -= lr * m_hat / (v_hat**0.5 + eps)
    state["t"] = t


@torch.no_grad()
def adam_step__corrections_pulled_out(params, state, lr, betas=(0.9, 0.999), eps=1e-8):
    beta1, beta2 = betas
    state["t"] = t = state["t"] + 1
    size = lr / (1 - beta1**t)
    root = math.sqrt(1 - beta2**t)
    for p, m, v in zip(params, state["m"], state["v"]):
        if p.grad is not None:
            m.lerp_(p.grad, 1 - beta1)
            v.lerp_(p.grad * p.grad, 1 - beta2)
            p.addcdiv_(m, v.sqrt() / root + eps, value=-size)


def adam_step__new_lists(params, state, lr, betas=(0.9, 0.999), eps=1e-8):
    beta1, beta2 = betas
    grads = [p.grad for p in params]
    old = zip(state["m"], state["v"], grads)
    new = [
        (m, v) if g is None else (beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2)
        for m, v, g in old
    ]
    state["m"] = [m for m, _ in new]
    state["v"] = [v for _, v in new]
    state["t"] = state["t"] + 1
    c1, c2 = 1 - beta1 ** state["t"], 1 - beta2 ** state["t"]
    for p, (m, v) in zip(params, new):
        if p.grad is not None:
            p.data = p.data - lr * (m / c1) / ((v / c2).sqrt() + eps)
    return params


def adam_step__numpy(params, state, lr, betas=(0.9, 0.999), eps=1e-8):
    state["t"] += 1
    for p, m, v in zip(params, state["m"], state["v"]):
        if p.grad is None:
            continue
        g, m, v = p.grad.numpy(), m.numpy(), v.numpy()
        m[...] = m * betas[0] + g * (1 - betas[0])
        v[...] = v * betas[1] + g * g * (1 - betas[1])
        up = m / (1 - betas[0] ** state["t"])
        down = (v / (1 - betas[1] ** state["t"])) ** 0.5 + eps
        p.detach().numpy()[...] += -lr * up / down


def adam_step__optimizer(params, state, lr, betas=(0.9, 0.999), eps=1e-8):
    optimizer = torch.optim.Adam(params, lr=lr, betas=betas, eps=eps)
    for p, m, v in zip(params, state["m"], state["v"]):
        count = torch.tensor(float(state["t"]))
        optimizer.state[p] = {"step": count, "exp_avg": m, "exp_avg_sq": v}
    optimizer.step()
    state["t"] += 1


def adam_step__tensor_count(
    params: list, state: dict, lr: float, betas: tuple = (0.9, 0.999), eps: float = 1e-8
) -> None:
    """Keep the count as a tensor, and something more besides."""
    state["t"] = torch.as_tensor(state["t"]) + 1
    state["calls"] = state.get("calls", 0) + 1

    def move(p, m, v):
        m += (1 - betas[0]) * (p.grad - m)
        v += (1 - betas[1]) * (p.grad**2 - v)
        m_hat = m / (1 - betas[0] ** state["t"])
        v_hat = v / (1 - betas[1] ** state["t"])
        p -= lr * m_hat / (v_hat.sqrt() + eps)

    with torch.no_grad():
        for index, p in enumerate(params):
            if p.grad is not None:
                move(p, state["m"][index], state["v"][index])


def adam_step__by_keys(params, state, lr, betas=(0.9, 0.999), eps=1e-8):
    print("step", state["t"])
    new = {"t": state["t"] + 1, "m": list(state["m"]), "v": list(state["v"])}
    with torch.inference_mode():
        for i in [i for i, p in enumerate(params) if p.grad is not None]:
            g = params[i].grad
            new["m"][i] = torch.add((1 - betas[0]) * g, new["m"][i], alpha=betas[0])
            new["v"][i] = torch.add((1 - betas[1]) * g.pow(2), new["v"][i], alpha=betas[1])
            m_hat = new["m"][i] / (1 - betas[0] ** new["t"])
            v_hat = new["v"][i].div(1 - betas[1] ** new["t"])
            params[i].copy_(params[i] - lr * m_hat / v_hat.sqrt().add_(eps))
    state.update(new)
