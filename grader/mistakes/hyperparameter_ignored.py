"""One of the settings that were handed over is not used.

## What happens
A number that stands in the code is used in place of an argument, or the argument is left
out. Whatever the caller asks for there, the result is always the same.

## Why it is easy to miss
As long as everybody uses the usual values, nothing differs.

## Hints
1. Call your function twice with different settings. Which result does not change?
2. Go through the arguments one by one: where does your code use each?
3. Use every argument where it belongs, and no number in its place.
"""

from grader.course.patch import replace

patch = replace("lr * _A", "0.1 * _A")
variants = (
    replace("lr * _A", "0.01 * _A"),
    replace("lr * _A", "0.001 * _A"),
    replace("p -= lr * _A", "p -= _A") | replace("lr * m_hat", "m_hat"),
    replace("momentum * v", "0.9 * v"),
    replace("momentum * v + p.grad", "v + p.grad"),
    replace("beta1, beta2 = betas", "beta1, beta2 = 0.9, 0.999"),
    replace("beta1, beta2 = betas", "beta1, beta2 = betas[0], 0.999"),
    replace("v_hat.sqrt() + eps", "v_hat.sqrt() + 1e-8"),
    replace("v_hat.sqrt() + eps", "v_hat.sqrt()"),
    *(
        replace(
            "nn.Sequential(nn.Linear(n_in, n_hidden), nn.ReLU(), nn.Linear(n_hidden, n_out))",
            f"nn.Sequential(nn.Linear(n_in, {n}), nn.ReLU(), nn.Linear({n}, n_out))",
        )
        for n in (16, 32, 64, 128)
    ),
    replace(
        "DataLoader(_D, batch_size=batch_size, shuffle=shuffle, generator=generator)",
        "DataLoader(_D, shuffle=shuffle, generator=generator)",
    ),
)
