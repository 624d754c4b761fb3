"""Tensors of different shapes are made to fit instead of being refused.

## What happens
Reshaping or squeezing one of the two hides what the caller got wrong. (6,) against (2,
3) has the right number of entries and still no known order; the exercise asks for a
ValueError instead of a guess.

## Why it is easy to miss
For (N, 1) against (N,) the guess is what the caller meant.

## Hints
1. What does your function return for shapes (6,) and (2, 3)?
2. Who knows how the entries belong together: the function or its caller?
3. Change neither tensor: when the shapes differ, `raise ValueError(...)`.
"""

from grader.course.patch import before, replace

CHECK = "if prediction.shape != target.shape: ..."
OTHERWISE_REFUSED = """
if prediction.numel() != target.numel():
    raise ValueError("prediction and target need as many entries")
target = target.reshape(prediction.shape)
""".strip()

patch = replace(CHECK, "target = target.reshape(prediction.shape)")
variants = (
    replace(CHECK, "target = target.expand_as(prediction)"),
    replace(CHECK, "prediction, target = prediction.squeeze(), target.squeeze()"),
    replace(CHECK, "prediction, target = prediction.flatten(), target.flatten()"),
    replace(CHECK, OTHERWISE_REFUSED),
    before(CHECK, "prediction, target = prediction.squeeze(), target.squeeze()"),
)
