"""The result is that of the last batch only.

## What happens
What the earlier batches contributed is gone when the result is made: the counters start
again with every batch, or the last batch's value is returned. The number jumps about
with the few examples that happen to come last.

## Why it is easy to miss
After the loop the variable `loss` still holds a value, and it looks like any other
loss.

See also: `total_replaced`.

## Hints
1. How many examples does your result speak about?
2. Where are your counters set to zero, and how often does that line run?
3. Set the counters to zero once before the loop, add to them in it, divide after it.
"""

from grader.course.patch import before, replace

patch = replace("total_loss / seen", "loss.item()") | replace(
    "self.total += float(value) * n", "self.total = float(value) * n"
) + replace("self.count += n", "self.count = n")
variants = (
    replace("correct / seen", "(logits.argmax(dim=1) == y).float().mean().item()"),
    before("x, y = x.to(device), y.to(device)", "total_loss, correct, seen = (0.0, 0, 0)"),
)
