# %% [markdown]
# # Learn something
#
# About 60 minutes · steady
#
# ![The training loop as a ring of five boxes, gone round for each batch: empty, predict, measure, find the way, move. The box move, step(), is marked.](attachment:ring-step.png)
#
# ## Why this matters
#
# A gradient says in which direction the loss grows. It does not say how far to go. A guitarist who tunes a string hears that it is too low and turns the peg: a little, or the string overshoots and has to come back; not too little, or the evening is over before it is in tune. An optimizer makes this decision for every weight at every step. At the end of this notebook you have written three of them, the plain one, the one with momentum, and Adam, and you can tell from a loss curve or a few printed numbers what is wrong with a step.

# %%
import matplotlib.pyplot as plt
import torch
from torch import nn

from grader import board, check, explain, grade, hint, predict, step_strip

# %% [markdown]
# ## Recall
#
# **1.** (04) A model has a layer that its `forward` does not use. What is `.grad` of this layer's weight after the first `backward()`?
#
# - **A** zeros
# - **B** None
# - **C** random numbers
#
# **2.** (02) Some layers of a model are kept in a plain Python list. An optimizer made with `model.parameters()` …
#
# - **A** never sees them
# - **B** moves them like all others
# - **C** raises an error
#
# **3.** (01) What does `optimizer.step()` do with `.grad`?
#
# - **A** it empties it
# - **B** it multiplies it by the learning rate
# - **C** it leaves it as it is

# %%
predict("05_step/recall", "B", "A", "C")

# %% [markdown]
# ## Idea and demonstration
#
# Two weights, and a loss that is a long valley: flat along the first weight, steep along the second. Plain gradient descent moves each weight against its gradient $g$, by the learning rate times its size: $p \leftarrow p - lr \cdot g$. Four of its steps:

# %%
def valley(w):
    return 0.5 * (w[0] ** 2 + 12 * w[1] ** 2)


w = torch.tensor([-4.0, 1.5], requires_grad=True)
print("w has the shape", tuple(w.shape), "and the loss the shape", tuple(valley(w).shape))
optimizer = torch.optim.SGD([w], lr=0.15)
for step in range(4):
    optimizer.zero_grad()
    loss = valley(w)
    loss.backward()
    shown = [f"{value:.3g}" for value in w.tolist()], [f"{g:.3g}" for g in w.grad.tolist()]
    before = w.detach().clone()
    optimizer.step()
    print(
        f"loss {loss.item():7.4g}  w {shown[0]}  gradient {shown[1]}  "
        f"moves by {(w - before).norm().item():.3g}"
    )

# %% [markdown]
# Look at the second weight: its sign changes with every step. In the steep direction the step goes past the lowest point, while in the flat one there is still a long way to go. One learning rate for both has to be a compromise.
#
# ## Exercise: the plain step
#
# *About 8 minutes · gentle*
#
# Make one step of plain gradient descent for a list of parameters. An update is no part of what is to be differentiated, so it stands below `torch.no_grad()`, and it changes the numbers inside the tensors: everybody who holds them sees the new ones.
#
# - Where `.grad` is None, the parameter is left alone; `if p.grad is not None` asks for that.
# - The parameters stay the same objects, and no gradient is changed.

# %% exercise="sgd_step"
def sgd_step(params, lr):
    """Make one step of plain gradient descent.

    Args:
        params: A list of parameters: float32 tensors of any shape, also 0-dim, that
            require gradients. The `.grad` of each is a tensor of its shape, or None.
        lr: Learning rate, a positive float. It may be another at every call.

    Each parameter p that has a gradient becomes p - lr · p.grad. One whose `.grad` is None
    is left alone, wherever in the list it stands.

    The parameters stay the same objects: only their numbers change, in place or through
    `p.data`. They still require gradients, and no graph is attached to them. `params` and
    every `.grad` are what they were, and afterwards gradients are recorded as before. What
    the function returns is free.
    """
    ### BEGIN SOLUTION
    with torch.no_grad():
        for p in params:
            if p.grad is not None:
                p -= lr * p.grad
    ### END SOLUTION

# %% check="sgd_step"
check("05_step/sgd_step", sgd_step)

# %% [markdown]
# ## Line by line
#
# Your function does what `step()` does in the last line of a training step. Here are four training steps of a model with two numbers, w and b. Press **Forward**, or the right arrow key, and see after each line which numbers are bold: those are what the line has changed. Momentum is left at 0 until you have met it below; then come back and choose another.

# %%
step_strip()

# %% [markdown]
# `backward` fills `.grad` and moves no weight. `step` moves w and b, each by -0.2 times its own `.grad`, and leaves `.grad` as it is. The gradients get smaller from step to step, and the moves with them, though the learning rate stays the same.
#
# ## Predict, then run
#
# **Prediction 1.** The loss is w², w is 1, and plain SGD makes one step with lr = 1.1. The loss afterwards is …
#
# - **A** lower than before
# - **B** the same
# - **C** higher than before

# %%
predict("05_step/prediction_1", "C")

# %% [markdown]
# ## Three ways down the same valley
#
# Momentum adds up gradients in a velocity: what keeps its sign grows, what changes its sign cancels. Adam divides, for each weight by itself, by the size that its gradients had lately. Each gets a learning rate that suits it, 0.15, 0.05 and 0.4, so the picture says how they move, and not which one is best:

# %%
def path(optimizer_for, steps=25):
    """Return the weights (steps + 1, 2) and the losses on the way."""
    w = torch.tensor([-4.0, 1.5], requires_grad=True)
    optimizer = optimizer_for([w])
    points, losses = [], []
    for _ in range(steps + 1):
        optimizer.zero_grad()
        loss = valley(w)
        loss.backward()
        points.append(w.detach().clone())
        losses.append(loss.item())
        optimizer.step()
    return torch.stack(points), losses


ways = {
    "SGD": (lambda p: torch.optim.SGD(p, lr=0.15), "o-"),
    "momentum": (lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.6), "s--"),
    "Adam": (lambda p: torch.optim.Adam(p, lr=0.4), "^:"),
}
first, second = torch.meshgrid(torch.linspace(-4.5, 1.5, 60), torch.linspace(-1.8, 1.8, 60), indexing="ij")
figure, axes = plt.subplots(figsize=(6, 3))
axes.contour(first, second, valley(torch.stack([first, second])), levels=12, colors="gray", linewidths=0.5)
for name, (optimizer_for, style) in ways.items():
    points, losses = path(optimizer_for)
    axes.plot(points[:, 0], points[:, 1], style, markersize=3, linewidth=1, label=name)
    rises = sum(after > before for before, after in zip(losses, losses[1:]))
    print(
        f"{name:<9} loss {losses[0]:.4g} → {losses[-1]:.3g}, "
        f"steps that raised it: {rises} of {len(losses) - 1}"
    )
axes.set_xlabel("first weight")
axes.set_ylabel("second weight")
axes.legend(loc="upper left", bbox_to_anchor=(1, 1))
plt.show()

# %% [markdown]
# Plain SGD goes to and fro between the walls. Momentum swings less and gains speed along the floor of the valley. Adam goes down both directions at the same pace, and overshoots. Read the last column too: a step may raise the loss although nothing is wrong. An optimizer promises a direction, not a lower loss at every step.
#
# **Prediction 2.** Plain SGD goes down the same valley for 25 steps with three learning rates. Which curve belongs to the highest of the three, 0.18?
#
# ![Three small plots of the loss over 25 steps, with a logarithmic axis. A: it falls a little, hardly to be seen. B: it falls with every step, far down. C: it rises with every step.](attachment:prediction_2.png)
#
# - **A** it falls a little
# - **B** it falls with every step
# - **C** it rises

# %%
predict("05_step/prediction_2", "C")

# %% [markdown]
# ## Too high, too low
#
# The same valley and plain SGD, with nothing changed but the learning rate:

# %%
figure, axes = plt.subplots(figsize=(6, 3))
for lr, style in ((0.002, "-."), (0.05, "-"), (0.15, "--"), (0.18, ":")):
    _, losses = path(lambda p: torch.optim.SGD(p, lr=lr))
    axes.semilogy(losses, style, label=f"lr {lr}")
    print(
        f"lr {lr:<5}  first step {losses[0]:.4g} → {losses[1]:.4g}, "
        f"after {len(losses) - 1} steps {losses[-1]:.3g}"
    )
axes.set_xlabel("step")
axes.set_ylabel("loss")
axes.legend(loc="upper left", bbox_to_anchor=(1, 1))
plt.show()

# %% [markdown]
# The lowest rate hardly moves, the highest climbs out of the valley: each step lands further up on the other side. Between the last two, a small change of the rate decides between learning and exploding. What is too high depends on the steepest direction.
#
# A rate that you leave out has a default, as all other settings have. An optimizer shows them:

# %%
for kind in (torch.optim.SGD, torch.optim.Adam):
    optimizer = kind([torch.zeros(1, requires_grad=True)])
    shown = {
        name: optimizer.defaults[name]
        for name in ("lr", "momentum", "betas", "eps")
        if name in optimizer.defaults
    }
    print(f"{kind.__name__:<4}", shown)

# %% [markdown]
# SGD has no momentum unless you ask for it. Both defaults of lr are the same number, and yet they mean different things: Adam divides by the size of the gradients, SGD does not. A default is a place to begin, not advice about your problem.
#
# ## What momentum remembers
#
# The velocity becomes $v \leftarrow momentum \cdot v + g$, and the parameter moves by $lr \cdot v$. Three sequences of gradients, momentum 0.8; the velocity is what the optimizer keeps for the parameter:

# %%
sequences = {
    "always 1": [1.0] * 6,
    "1 and -1 in turn": [1.0, -1.0] * 3,
    "1, then only zeros": [1.0] + [0.0] * 5,
}
for name, gradients in sequences.items():
    p, told = torch.zeros(1, requires_grad=True), []
    optimizer = torch.optim.SGD([p], lr=0.1, momentum=0.8)
    for g in gradients:
        p.grad = torch.tensor([g])
        optimizer.step()
        told.append(f"{optimizer.state[p]['momentum_buffer'].item():.3g}")
    print(f"gradients {name:<21} velocity {', '.join(told)}")

# %% [markdown]
# The last line shows what a gradient of zero does: the velocity fades, and the parameter glides on until it has faded. A parameter whose `.grad` is None is not moved at all.
#
# **Prediction 3.** SGD with lr 0.1 and momentum 0.9 meets the gradient 1 at every step. Its steps …
#
# - **A** all have the same length
# - **B** grow, up to ten times the first one
# - **C** grow without end

# %%
predict("05_step/prediction_3", "B")

# %% [markdown]
# ## Exercise: a step with momentum
#
# *About 8 minutes · steady*
#
# Make one step with momentum: first the velocity takes in the new gradient, then the parameter moves by the new velocity. The velocity belongs to the caller, and your function finds it as the call before left it.
#
# - `velocity` is a list of tensors beside `params`; afterwards it holds the new ones.
# - Where `.grad` is None, both are left alone; a gradient of zero is a gradient.
# - `zip(params, velocity, strict=True)` goes through both lists in step.

# %% exercise="momentum_step"
def momentum_step(params, velocity, lr, momentum):
    """Make one step of gradient descent with momentum.

    Args:
        params: A list of parameters, as for `sgd_step`.
        velocity: A list of tensors, one for each parameter at the same place and of its
            shape. It holds zeros, or what earlier steps left there.
        lr: Learning rate, a positive float.
        momentum: How much of the old velocity is kept, a float of at least 0.
        Both may be others at every call.

    For each parameter p that has a gradient, with its velocity v, in this order:
        v becomes momentum · v + p.grad,
        p becomes p - lr · v, with the new v.
    Afterwards the list that was handed over holds the new velocities, which have no graph and
    require no gradients: write into its tensors, or put new tensors into its places.

    Where `.grad` is None, the parameter and its velocity are left alone. A gradient that is
    zero is a gradient like any other.

    The parameters stay the same objects: only their numbers change, in place or through
    `p.data`. They still require gradients, and no graph is attached to them. `params` and
    every `.grad` are what they were, and afterwards gradients are recorded as before. What
    the function returns is free.
    """
    ### BEGIN SOLUTION
    with torch.no_grad():
        for p, v in zip(params, velocity, strict=True):
            if p.grad is not None:
                v.copy_(momentum * v + p.grad)
                p -= lr * v
    ### END SOLUTION

# %% check="momentum_step"
check("05_step/momentum_step", momentum_step)

# %% [markdown]
# **Prediction 4.** The loss is multiplied by 1000, and with it all gradients. The first step of Adam is …
#
# - **A** as long as before
# - **B** 1000 times as long
# - **C** shorter

# %%
predict("05_step/prediction_4", "A")

# %% [markdown]
# ## What Adam remembers
#
# Adam keeps two running averages for each weight: m of the gradients, v of their squares (this v is no velocity). At each step an average keeps the share beta of itself and takes the share 1 - beta from what is new. Both begin at zero, so at first they are far too small, and dividing by $1 - \beta^t$ makes up for that, where t counts the steps. So corrected, they are written $\hat m$ and $\hat v$, and a weight moves by $lr \cdot \hat m / (\sqrt{\hat v} + eps)$. Here the gradient is always 2; PyTorch calls m `exp_avg`:

# %%
w = torch.tensor([1.0], requires_grad=True)
optimizer = torch.optim.Adam([w], lr=0.1)
for t in range(1, 5):
    w.grad = torch.tensor([2.0])
    optimizer.step()
    m = optimizer.state[w]["exp_avg"].item()
    print(f"t = {t}: m {m:.4g}, corrected {m / (1 - 0.9**t):.4g}")

w = torch.tensor([1.0, 1.0, 1.0], requires_grad=True)
optimizer = torch.optim.Adam([w], lr=0.1)
w.grad = torch.tensor([0.001, 1.0, -1000.0])
before = w.detach().clone()
optimizer.step()
print("gradients ", [f"{g:.4g}" for g in w.grad.tolist()])
print("first step", [f"{moved:.4g}" for moved in (w.detach() - before).tolist()])

# %% [markdown]
# At the first step, $\hat m / \sqrt{\hat v}$ is the gradient divided by its own size: every weight moves by lr, however large its gradient is. A tiny eps only keeps the denominator from being zero.
#
# ## Exercise: a step of Adam
#
# *About 15 minutes · demanding*
#
# Make one step of Adam, with the averages in a dictionary that the caller keeps. The docstring has the formulas in the order in which they are done.
#
# - `t` grows by one for each call, not for each parameter.
# - `state` keeps m and v as they are; the corrected ones are made anew each time.
# - eps stands outside the root.
#
# *Harder, if you like:* torch can also add `weight_decay · p` to the gradient (Adam) or move p by `lr · weight_decay · p` besides (AdamW). Write both, and find a gradient for which they differ.

# %% exercise="adam_step"
def adam_step(params, state, lr, betas=(0.9, 0.999), eps=1e-8):
    """Make one step of Adam.

    Args:
        params: A list of parameters, as for `sgd_step`.
        state: A dictionary that is kept up to date from call to call. Before the first one
            it is {"t": 0, "m": [zeros, ...], "v": [zeros, ...]}, with one tensor for each
            parameter at the same place and of its shape.
        lr: Learning rate, a positive float. It may be another at every call.
        betas: Two floats between 0 and 1, the first for m and the second for v.
        eps: A small positive float, not always tiny.

    t grows by one at each call, once, however many parameters there are. Then, for each
    parameter p that has a gradient g, with its averages m and v:
        m becomes beta1 · m + (1 - beta1) · g,
        v becomes beta2 · v + (1 - beta2) · g²,
        m̂ is m / (1 - beta1ᵗ) and v̂ is v / (1 - beta2ᵗ), with the new t, m and v,
        p becomes p - lr · m̂ / (√v̂ + eps), with eps outside the root.
    Afterwards `state["t"]`, `state["m"]` and `state["v"]` hold the new t, m and v (not m̂ and
    v̂): write into the tensors, or put in new tensors or lists. Further keys are allowed, and
    t may become a 0-dim tensor.

    Where `.grad` is None, the parameter, its m and its v are left alone. A gradient that is
    zero is a gradient like any other.

    The parameters stay the same objects: only their numbers change, in place or through
    `p.data`. They still require gradients, and no graph is attached to them. `params` and
    every `.grad` are what they were, and afterwards gradients are recorded as before. What
    the function returns is free.
    """
    ### BEGIN SOLUTION
    beta1, beta2 = betas
    state["t"] += 1
    t = state["t"]
    with torch.no_grad():
        for p, m, v in zip(params, state["m"], state["v"], strict=True):
            if p.grad is not None:
                m.copy_(beta1 * m + (1 - beta1) * p.grad)
                v.copy_(beta2 * v + (1 - beta2) * p.grad**2)
                m_hat = m / (1 - beta1**t)
                v_hat = v / (1 - beta2**t)
                p -= lr * m_hat / (v_hat.sqrt() + eps)
    ### END SOLUTION

# %% check="adam_step"
check("05_step/adam_step", adam_step)

# %% [markdown]
# When the checks pass, let your steps train beside PyTorch's own, from the same start:

# %%
torch.manual_seed(0)
inputs = torch.randn(32, 3)
targets = inputs @ torch.tensor([[1.0], [-2.0], [0.5]])


def trained(step=None, optimizer_for=None):
    """Return the weight after 20 steps, made by a function or by an optimizer."""
    torch.manual_seed(2)
    model = nn.Linear(3, 1)
    params = list(model.parameters())
    optimizer = optimizer_for(params) if optimizer_for else None
    for _ in range(20):
        model.zero_grad()
        nn.functional.mse_loss(model(inputs), targets).backward()
        optimizer.step() if optimizer else step(params)
    return model.weight.detach()


velocity = [torch.zeros(1, 3), torch.zeros(1)]
state = {"t": 0, "m": [torch.zeros(1, 3), torch.zeros(1)], "v": [torch.zeros(1, 3), torch.zeros(1)]}
pairs = {
    "sgd_step": (lambda p: sgd_step(p, 0.1), lambda p: torch.optim.SGD(p, lr=0.1)),
    "momentum_step": (
        lambda p: momentum_step(p, velocity, 0.1, 0.9),
        lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9),
    ),
    "adam_step": (lambda p: adam_step(p, state, 0.1), lambda p: torch.optim.Adam(p, lr=0.1)),
}
for name, (own, optimizer_for) in pairs.items():
    try:
        apart = (trained(step=own) - trained(optimizer_for=optimizer_for)).abs().max().item()
        print(f"{name:<14} the weights differ by less than 0.00001: {apart < 1e-5}")
    except Exception as error:
        print(f"{name:<14} not yet: {type(error).__name__}")

# %% [markdown]
# ## The optimizer goes on where it stopped
#
# This memory lives in the optimizer. A second loop with the same optimizer continues; a new optimizer begins with nothing, although the weights are those of before:

# %%
def train(model, optimizer, steps):
    for _ in range(steps):
        optimizer.zero_grad()
        nn.functional.mse_loss(model(inputs), targets).backward()
        optimizer.step()


for fresh in (False, True):
    torch.manual_seed(1)
    model = nn.Linear(3, 1)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
    train(model, optimizer, 60)
    if fresh:
        optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
    before = model.weight.detach().clone()
    train(model, optimizer, 1)
    count = int(optimizer.state[model.weight]["step"])
    print(
        f"{'new ' if fresh else 'same'} optimizer: t is {count} after step 61, "
        f"which moved the weight by {(model.weight - before).norm().item():.3g}"
    )

# %% [markdown]
# ## An optimizer holds tensors, not names
#
# When an optimizer is made it takes a list of tensors.
#
# **Prediction 5.** An optimizer is made, and then a line says `model.weight = nn.Parameter(torch.zeros(1, 3))`. After ten training steps the weight is …
#
# - **A** trained: it has the old name
# - **B** still zero
# - **C** nowhere: `step()` raised an error

# %%
predict("05_step/prediction_5", "B")

# %%
model = nn.Linear(3, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
model.weight = nn.Parameter(torch.zeros(1, 3))  # after the optimizer was made
train(model, optimizer, 10)
held = any(p is model.weight for group in optimizer.param_groups for p in group["params"])
print("the optimizer holds the weight:", held, "· weight after 10 steps:", model.weight.tolist())

optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
train(model, optimizer, 10)
print("with an optimizer made afterwards:", [f"{value:.3g}" for value in model.weight[0].tolist()])

# %% [markdown]
# The bias was trained all along, so the loss did fall. To give a layer other numbers and keep the optimizer, write into the tensor that is there: `model.weight.copy_(…)` below `torch.no_grad()`. This is also why your own steps have to change parameters in place.
#
# ## Break it on purpose
#
# One parameter, the same valley, and six ways to make a step with momentum. Each of the first six functions is a whole step, and the first one is right:

# %%
def right(p, v, lr):
    v.copy_(0.8 * v + p.grad)
    p -= lr * v


def velocity_lost(p, v, lr):
    v = 0.8 * v + p.grad
    p -= lr * v


def moves_first(p, v, lr):
    p -= lr * v
    v.copy_(0.8 * v + p.grad)


def uphill(p, v, lr):
    v.copy_(0.8 * v + p.grad)
    p += lr * v


def never_forgets(p, v, lr):
    v.copy_(v + 0.8 * p.grad)
    p -= lr * v


def rebinds(p, v, lr):
    v.copy_(0.8 * v + p.grad)
    p = p - lr * v


def losses_of(step, lr=0.02, steps=40):
    p, losses = torch.tensor([-4.0, 1.5], requires_grad=True), []
    v = torch.zeros(2)
    for _ in range(steps):
        p.grad = None
        loss = valley(p)
        loss.backward()
        losses.append(loss.item())
        with torch.no_grad():
            step(p, v, lr)
    return losses


broken = {
    "right": (right, "-"),
    "velocity lost": (velocity_lost, "--"),
    "moves first": (moves_first, "-."),
    "never forgets": (never_forgets, (0, (5, 1))),
    "uphill": (uphill, ":"),
    "rebinds p": (rebinds, (0, (1, 4))),
}
figure, axes = plt.subplots(figsize=(6, 3))
for name, (step, style) in broken.items():
    losses = losses_of(step)
    axes.semilogy(losses, linestyle=style, label=name)
    print(f"{name:<14} losses {losses[0]:.4g}, {losses[1]:.4g}, {losses[2]:.4g} … {losses[-1]:.3g}")
axes.set_ylim(1e-4, 1e4)
axes.set_xlabel("step")
axes.set_ylabel("loss")
axes.legend(loc="upper left", bbox_to_anchor=(1, 1))
plt.show()

# %% [markdown]
# Learn the symptoms. A loss that rises from the first step on, by a growing amount, has the wrong sign or far too large a rate. A loss that does not change in any digit means that the parameter never gets the new numbers. If the first loss comes twice, the order is wrong: every gradient takes effect one step late, and here that is late enough to swing further and further out. Swings that hardly die down belong to a velocity that forgets nothing. And the mistake that is hardest to see is the lost velocity: a smooth curve, only slower, because it is plain SGD.
#
# Adam hides its mistakes better still, since it divides so much away. Here the gradient is 0.01 at every step, and the learning rate 0.1:

# %%
def adam_steps(correct=True, root=True, count_twice=False, keep_state=True, eps_inside=False, eps=1e-8):
    """Return the lengths of the first three steps for a gradient that is always 0.01."""
    m = v = torch.zeros(())
    g, told = torch.tensor(0.01), []
    for call in range(1, 4):
        t = 1 if not keep_state else 2 * call if count_twice else call
        new_m, new_v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
        m_hat, v_hat = (new_m / (1 - 0.9**t), new_v / (1 - 0.999**t)) if correct else (new_m, new_v)
        below = (v_hat + eps).sqrt() if eps_inside else (v_hat.sqrt() if root else v_hat) + eps
        told.append(f"{(0.1 * m_hat / below).item():.3g}")
        if keep_state:
            m, v = new_m, new_v
    return ", ".join(told)


for name, way in {
    "right": {},
    "no correction": {"correct": False},
    "root forgotten": {"root": False},
    "t raised for each param": {"count_twice": True},
    "state lost": {"keep_state": False},
    "eps 0.01": {"eps": 0.01},
    "eps 0.01 under the root": {"eps": 0.01, "eps_inside": True},
}.items():
    print(f"{name:<24} first steps {adam_steps(**way)}")

# %% [markdown]
# Without the correction the first steps are several times too long, and then even longer. Without the root a small gradient makes a huge step. A count that is too large shortens the first steps. With lost state, and a gradient that never changes, nothing is to be seen at all: this is why a check needs gradients that change. And eps matters as soon as it is not tiny, inside the root far more than outside.
#
# **Prediction 6.** A step is written as `w_new = w - 0.1 * w.grad`, and `w_new` is handed to a new optimizer: `torch.optim.SGD([w_new], lr=0.1)`. What happens?
#
# - **A** `w_new` is trained from there on
# - **B** `w` is trained, since `w_new` was made of it
# - **C** it raises an error

# %%
predict("05_step/prediction_6", "C")

# %% [markdown]
# ## Error clinic
#
# An update that is recorded, and its repair:

# %%
w = torch.tensor([1.0, 2.0], requires_grad=True)
(w**2).sum().backward()
try:
    w -= 0.1 * w.grad
except RuntimeError as error:
    print(type(error).__name__, "·", error)
with torch.no_grad():
    w -= 0.1 * w.grad
print("w is now", [f"{value:.2f}" for value in w.tolist()], "and still a leaf:", w.is_leaf)

# %% [markdown]
# A leaf that requires gradients may not be changed in place while operations are recorded. The repair is `torch.no_grad()` around the update, not a new tensor in place of the old one.
#
# What a new tensor leads to shows as soon as an optimizer is asked to hold it:

# %%
w_new = w - 0.1 * w.grad
print("a leaf:", w_new.is_leaf, "· made by:", type(w_new.grad_fn).__name__)
try:
    torch.optim.SGD([w_new], lr=0.1)
except ValueError as error:
    print(type(error).__name__, "·", error)

# %% [markdown]
# `w_new` is a result, with a history that leads back to `w`. Gradients will arrive at `w`, which nobody uses any more.
#
# A parameter without a gradient:

# %%
pair = nn.ModuleDict({"used": nn.Linear(2, 1), "spare": nn.Linear(3, 1)})
pair["used"](torch.ones(1, 2)).sum().backward()
try:
    with torch.no_grad():
        for p in pair.parameters():
            p -= 0.1 * p.grad
except TypeError as error:
    print(type(error).__name__, "·", error)

# %% [markdown]
# "NoneType" in an update means that some `.grad` is None. Note that the parameters before it have moved already: a step that fails in the middle leaves half a step behind. Ask `p.grad is not None` first.
#
# **Prediction 7.** `p.grad` is a tensor of shape (1, 2). What does `if p.grad:` do?
#
# - **A** it asks whether there is a gradient
# - **B** it asks whether the gradient is not zero
# - **C** it raises an error

# %%
predict("05_step/prediction_7", "C")

# %%
try:
    if pair["used"].weight.grad:
        print("there is a gradient")
except RuntimeError as error:
    print(type(error).__name__, "·", error)

# %% [markdown]
# State that belongs to another parameter:

# %%
params = list(pair.parameters())[::-1]  # spare first, and without gradients
velocity = [torch.zeros_like(p) for p in params]
try:
    for p, v in zip([p for p in params if p.grad is not None], velocity):
        print("parameter", tuple(p.shape), "with velocity", tuple(v.shape))
        v.copy_(0.9 * v + p.grad)
except RuntimeError as error:
    print(type(error).__name__, "·", error)

# %% [markdown]
# One list leaves out what has no gradient and the other does not, so from there on all pairs are shifted. Here the shapes said so, at the second pair. The first pair was wrong as well, and nothing was said: a bias and another layer's bias have the same shape.
#
# An optimizer with nothing to do:

# %%
parameters = pair.parameters()
print("numbers to train:", sum(p.numel() for p in parameters))
try:
    torch.optim.SGD(parameters, lr=0.1)
except ValueError as error:
    print(type(error).__name__, "·", error)

# %% [markdown]
# `parameters()` is a generator: the sum walked to its end, and nothing was left for the optimizer. Call it again, or make a list. The same message appears for a model whose layers are all kept in a plain list.
#
# **Prediction 8.** SGD, SGD with momentum and Adam go down the valley. For which of them is the tenth step exactly opposite to the gradient at that place?
#
# - **A** for all three
# - **B** for plain SGD
# - **C** for none

# %%
predict("05_step/prediction_8", "B")

# %% [markdown]
# ## Myths
#
# *"The optimizer calls `zero_grad` implicitly."* It reads `.grad` and leaves it there:

# %%
model = nn.Linear(3, 1)
optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
nn.functional.mse_loss(model(inputs), targets).backward()
kept = model.weight.grad.clone()
optimizer.step()
print(".grad after step() is what it was before:", torch.equal(model.weight.grad, kept))

# %% [markdown]
# *"An optimizer moves opposite to the gradient."* Plain SGD does. Momentum moves along a sum of old and new gradients, and Adam stretches each direction differently. Here is the angle between the tenth step and the direction opposite to its gradient:

# %%
for name, (optimizer_for, _) in ways.items():
    w = torch.tensor([-4.0, 1.5], requires_grad=True)
    optimizer = optimizer_for([w])
    for _ in range(10):
        optimizer.zero_grad()
        valley(w).backward()
        before = w.detach().clone()
        optimizer.step()
    cosine = nn.functional.cosine_similarity(w.detach() - before, -w.grad, dim=0).clamp(-1, 1)
    print(f"{name:<9} {torch.rad2deg(torch.acos(cosine)).item():.0f} degrees")

# %% [markdown]
# **Prediction 9.** Adam, which does not care about the scale of the gradients, goes down the valley for 25 steps with lr = 40. The start is less than 5 away from the lowest point. The loss ends …
#
# - **A** near 0: Adam adapts its steps
# - **B** lower than at the start, by a little
# - **C** far higher than at the start

# %%
predict("05_step/prediction_9", "C")

# %% [markdown]
# *"Adam works with any learning rate."* It does not care about the scale of the loss, but very much about how far it is to go:

# %%
for lr in (0.001, 0.4, 40.0):
    _, losses = path(lambda p: torch.optim.Adam(p, lr=lr))
    print(f"lr {lr:<6} loss {losses[0]:.4g} → {losses[-1]:.3g}")

# %% [markdown]
# *"A program prints what stands beside it in a text."* The following program is often copied, with losses that it does not give. What you read beside code was printed by some version, with some seed, at some time, or by nobody. Run it:

# %%
torch.manual_seed(42)
net = nn.Sequential(nn.Linear(2, 4), nn.ReLU(), nn.Linear(4, 1))
x, y = torch.randn(8, 2), torch.randn(8, 1)
optimizer = torch.optim.SGD(net.parameters(), lr=0.01)
losses = []
for _ in range(101):
    loss = nn.functional.mse_loss(net(x), y)
    losses.append(loss.item())
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print(f"first loss {losses[0]:.4f}, last loss {losses[-1]:.4f}")
print(
    "gradient of the first weight, row by row, lengths",
    [f"{row.norm().item():.3g}" for row in net[0].weight.grad],
)

# %% [markdown]
# One row is exactly zero: that hidden unit is below zero for all eight examples, a dead ReLU, and plain SGD will never move its weights again.
#
# *"The gradient printed after training belongs to the trained weights."* It was computed before the last step. The weights have moved since, and theirs is another one:

# %%
left_over = net[0].weight.grad.clone()
optimizer.zero_grad()
nn.functional.mse_loss(net(x), y).backward()
now = net[0].weight.grad
print(
    f"length of the one left over {left_over.norm().item():.5f}, "
    f"of the one that belongs to the weights {now.norm().item():.5f}"
)

# %% [markdown]
# ## Check your understanding
#
# **1.** Over five steps the loss is 1.0, 1.4, 2.1, 3.2 and 4.9. The learning rate is probably …
#
# - **A** too large
# - **B** right, it needs patience
# - **C** too small
#
# **2.** After 1000 steps with Adam you make a new `torch.optim.Adam` for the same model and go on. What is lost?
#
# - **A** the weights
# - **B** the running averages and the step count
# - **C** nothing
#
# **3.** An optimizer was made, and then `model.head = nn.Linear(8, 2)` gives the model a new head. The new head …
#
# - **A** is trained, since it has the old name
# - **B** makes `step()` raise an error
# - **C** is never updated

# %%
predict("05_step/understanding", "A", "B", "C")

# %% [markdown]
# ## For your mark

# %% graded="sgd_step" points=3
grade("05_step/sgd_step", sgd_step, points=3)

# %% graded="momentum_step" points=4
grade("05_step/momentum_step", momentum_step, points=4)

# %% graded="adam_step" points=5
grade("05_step/adam_step", adam_step, points=5)

# %% [markdown]
# ## Take-aways
#
# - A gradient gives a direction; the learning rate decides whether a step helps, hardly matters, or does harm.
# - A step changes the numbers inside the parameters, in place and without a graph. A new tensor under an old name trains nothing.
# - Momentum remembers a velocity, Adam two averages and a count. The memory has to outlive the call.
# - None means: not part of this step. Zero is a gradient.
# - A single step may raise the loss. A loss that rises step after step has too large a rate or the wrong sign.
#
# Next: what happens when gradients add up.
