"""A gradient of zeros is given where there is none.

## What happens
None says that the loss does not depend on a parameter, or that it is frozen. Zeros say
that it depends on it, and is flat here. An optimizer skips the first and acts on the
second: momentum and weight decay go on moving it.

## Why it is easy to miss
Zeros are easier to add up and to print.

See also: `none_filled_with_zeros`.

## Hints
1. What does your dictionary hold for a frozen parameter, and for an unused one?
2. What would you conclude from each: a layer without gradient, a layer whose gradient is
   0?
3. Leave None where nothing arrived.
"""

from grader.course.patch import replace

patch = replace(
    "return result",
    """
for name, p in model.named_parameters():
    if result[name] is None:
        result[name] = torch.zeros_like(p)
return result
""",
)
variants = (
    replace("{name: None for name, p in _A}", "{name: torch.zeros_like(p) for name, p in _A}"),
    replace(
        "torch.autograd.grad(_A, _B, allow_unused=True)",
        "torch.autograd.grad(_A, _B, allow_unused=True, materialize_grads=True)",
    ),
)
