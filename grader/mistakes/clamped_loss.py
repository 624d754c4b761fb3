"""The log of a probability is kept finite, which caps the loss as well.

## What happens
Where the log of a probability has a lowest value, the loss has a highest one. With a small number
e, added to the probability or set as its lowest value, no example can cost more than -ln(e), which
is about 16 for 1e-7 and 21 for 1e-9; `binary_cross_entropy` cuts each log off at -100. An
example that is wrong beyond doubt then costs as much as one that is merely wrong, and its gradient
is nearly or wholly gone: it is never corrected.

## Why it is easy to miss
The nan is gone, and for all scores of a usual size the loss is right.

## Hints
1. What does your function return for a score of 10000 whose target says 0?
2. What is the gradient of a clamped value beyond its limit?
3. Leave the limit out and compute the log-probability from the scores: subtract
   the row's largest score before `exp`, or use the stable formula for two outcomes.
"""

from grader.course.patch import Patch, drop, replace

SHARES = "losses = logits.clamp(min=0) - _A + _B"
SMALL = ("1e-7", "1e-5", "1e-6", "1e-8", "1e-9", "1e-10", "1e-12", "1e-15", "1e-16")


def _classes(log: str) -> Patch:
    return drop("shifted = _A") + replace("log_probabilities = _A", f"log_probabilities = {log}")


def _shares(p: str, log_p: str, log_q: str) -> Patch:
    losses = f"losses = -(targets * {log_p} + (1 - targets) * {log_q})"
    return replace(SHARES, f"p = {p}\n{losses}")


def _clamped(e: str) -> Patch:
    return _classes(f"logits.softmax(dim=1).clamp(min={e}).log()") | _shares(
        f"torch.sigmoid(logits).clamp({e}, 1 - {e})", "p.log()", "(1 - p).log()"
    )


def _added(e: str) -> Patch:
    return _classes(f"(logits.softmax(dim=1) + {e}).log()") | _shares(
        "torch.sigmoid(logits)", f"(p + {e}).log()", f"(1 - p + {e}).log()"
    )


patch, *_more = (way(e) for e in SMALL for way in (_clamped, _added))
variants = (
    *_more,
    # torch's own loss of probabilities cuts each log off at -100
    replace(
        SHARES,
        "losses = torch.nn.functional.binary_cross_entropy("
        'torch.sigmoid(logits), targets, reduction="none")',
    ),
    _classes("logits.softmax(dim=1).log().clamp(min=-100)"),
)
