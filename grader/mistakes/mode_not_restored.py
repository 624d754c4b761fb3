"""The model is handed back in another mode than it came in.

## What happens
You switch to eval mode to measure, and afterwards the model is not in the mode in which it
came. It may be left in eval mode; it may be sent to train mode whatever it was; or the line
that puts the mode back is skipped when something raises an error in between. Whoever goes on
with the model does so in the wrong mode.

## Why it is easy to miss
The metric itself is right. The damage shows in the caller's code.

## Hints
1. Hand over a model in train mode, then one in eval mode. In which mode is each of them
   afterwards?
2. And which of your lines still run when the loader raises an error halfway?
3. Write `was_training = model.training` before `model.eval()`, put everything up to the result
   under `try:`, and `model.train(was_training)` under `finally:`.
"""

from grader.course.patch import before, replace

RESTORE = "model.train(was_training)"
ALWAYS_TRAIN = "model.train()"
RETURN = 'return {"loss": total_loss / seen, "accuracy": correct / seen}'

patch = replace(RESTORE, "pass")
variants = (
    replace(RESTORE, ALWAYS_TRAIN),
    *(
        patch + before(place, line)
        for line in (RESTORE, ALWAYS_TRAIN)  # Below the loop, an error passes them by.
        for place in ("if seen == 0: ...", RETURN)
    ),
)
