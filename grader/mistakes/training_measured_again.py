"""The training values come from a second pass, after the epoch's updates.

## What happens
The training data are gone through once more when all updates of the epoch have been made. What is
reported belongs to one model, that at the end of the epoch, in eval mode. It usually looks better
than what the batches showed while they were trained on, and every epoch costs a further pass.

## Why it is easy to miss
The values are true ones of a real model, and a function that measures is at hand.

See also: `loss_after_update`.

## Hints
1. How often does your code go through the training data in one epoch?
2. To which weights do the training values belong that you report?
3. Inside the loop that trains, add up `loss.item() * len(x)` and the hits of each batch, and report
   these.
"""

from grader.course.patch import Patch, before, where

# ``loader`` is what a single loop calls it; in two loops it is the one that trains.


def _measured(hits: str) -> Patch:
    """Return the edit that measures after training, where the hits have this name."""
    return where("for x_val, y_val in val_loader: ...") + before(
        'history["train_loss"].append(total_loss / seen)',
        f"""
model.eval()
total_loss, {hits}, seen = 0.0, 0, 0
with torch.no_grad():
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        logits = model(x)
        total_loss += loss_fn(logits, y).item() * len(x)
        {hits} += (logits.argmax(dim=1) == y).sum().item()
        seen += len(x)
""",
    )


patch = where("history[_A].append(correct / seen)") + _measured("correct") | where(
    "history[_A].append(hits / seen)"
) + _measured("hits")
