"""The short last batch is left out.

## What happens
The examples of an incomplete batch are neither learned from nor measured. If the data is
not shuffled, these are the same examples every time.

## Why it is easy to miss
Dropping the last batch is a common option, and with a fitting batch size there is none
to drop.

## Hints
1. How many examples does your code see in one pass, and how many are there?
2. What happens to a batch that is not full?
3. Keep every batch: no `drop_last`, no test of the batch's length.
"""

from grader.course.patch import before, replace, where

SKIPPED = "if len(x) < loader.batch_size:\n    continue"
LOADER = "DataLoader(_D, batch_size=batch_size, shuffle=_S, generator=generator)"
BATCHES = where("for x, y in loader:\n    ...")

EXPERIMENT = "train_loader = DataLoader(train_dataset, batch_size=batch_size, shuffle=True)"

patch = (
    before("x, y = x.to(device), y.to(device)", SKIPPED)
    | replace(
        LOADER,
        LOADER[:-1] + ", drop_last=True)",
    )
    | (
        BATCHES + before("loss = loss_fn(model(x), y)", SKIPPED)
        | BATCHES + before("logits = model(x)", SKIPPED)
    )
)
variants = (
    replace(EXPERIMENT, EXPERIMENT[:-1] + ", drop_last=True)"),
    BATCHES
    + before("loss = loss_fn(model(x), y)", SKIPPED)
    + replace("return total_loss / seen", "return total_loss / len(loader.dataset)"),
)
