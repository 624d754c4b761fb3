"""The optimizer makes no update.

## What happens
Changing the weights is the optimizer's work, and `optimizer.step()` is never called, so the model
stays as it was. A backward pass alone does not move it: `backward()` fills `.grad` and stops there.
A line `optimizer.step` without `()` names the method and does not call it.

## Why it is easy to miss
A loss and a backward pass look like learning. Only the loss curve, flat from the first batch,
gives it away.

## Hints
1. Compare one weight before and after your code ran. Did it move?
2. `backward()` measures which way is down. Which call goes there?
3. Call `optimizer.step()` after `loss.backward()`, once per batch.
"""

from grader.course.patch import drop

patch = drop("optimizer.step()") | drop("scaler.step(optimizer)")
