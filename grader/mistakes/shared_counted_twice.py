"""A parameter that is used in two places is counted in both.

## What happens
Two layers can share one weight. It is a single tensor, learned once. Walking through the
model place by place meets it twice; `model.parameters()` gives it only once.

## Why it is easy to miss
Few models share weights, and in all others the two ways agree.

## Hints
1. What does your function return for a model in which two layers have the same weight?
2. Which walk through the model remembers what it has seen?
3. Loop over `model.parameters()`: it gives each parameter once, however many places hold it.
"""

from grader.course.patch import replace

patch = replace(
    "sum(_A for p in model.parameters() if p.requires_grad)",
    "sum(_A for _, p in model.named_parameters(remove_duplicate=False) if p.requires_grad)",
)
variants = (
    replace(
        "sum(_A for p in model.parameters() if p.requires_grad)",
        "sum(_A for m in model.modules() for p in m.parameters(recurse=False) if p.requires_grad)",
    ),
)
