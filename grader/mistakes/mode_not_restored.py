"""The model is handed back in another mode than it came in.

## What happens
The caller gave you a model in one mode and gets it back in another: it always ends in
eval mode, or always in train mode, or the mode is put back only when all goes well.
Whoever goes on with it does so in the wrong mode.

## Why it is easy to miss
The metric itself is right. The damage shows in the caller's code.

## Hints
1. Which mode does the model have after your function, for each mode it may come in?
2. What happens to the mode if the loader raises an error halfway?
3. Remember `model.training` first, and put it back in a `finally` block.
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
