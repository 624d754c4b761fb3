"""The scheduler steps after every batch instead of every epoch.

## What happens
The schedule counts epochs, but here it is told of every batch. With 100 batches per epoch
it runs 100 times too fast, and after a short while the learning rate is next to nothing.

## Why it is easy to miss
Some schedules, such as `OneCycleLR`, are made to be stepped per batch.

## Hints
1. Print the learning rate in every epoch. Is it what the schedule says for that epoch?
2. How many times is `scheduler.step()` called in one epoch?
3. Move `scheduler.step()` out of the batch loop.
"""

from grader.course.patch import replace

TRAIN = """
model.train()
total_loss, correct, seen = 0.0, 0, 0
for x, y in _B:
    x, y = x.to(device), y.to(device)
    optimizer.zero_grad()
    logits = model(x)
    loss = loss_fn(logits, y)
    loss.backward()
    optimizer.step()
    if not isinstance(scheduler, ReduceLROnPlateau):
        scheduler.step()
    total_loss += loss.item() * len(x)
    correct += (logits.argmax(dim=1) == y).sum().item()
    seen += len(x)
train = {"loss": total_loss / seen, "accuracy": correct / seen}
"""

patch = replace("train = train_one_epoch(_A, _B, _C, _D, _E)", TRAIN) + replace(
    "if isinstance(scheduler, ReduceLROnPlateau):\n    ...\nelse:\n    ...",
    'if isinstance(scheduler, ReduceLROnPlateau):\n    scheduler.step(val["loss"])',
)
