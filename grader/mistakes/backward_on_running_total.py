"""`backward()` runs on the running total instead of this batch's loss.

## What happens
The total still hangs on the graphs of earlier batches. Their `backward()` has already
run and freed them, and the weights they used have changed since, so the second call
stops with an error.

## Why it is easy to miss
For the first batch the total is the loss, and all goes well. The error appears one
batch later and speaks of graphs, not of sums.

## Hints
1. On which tensor do you call `backward()`, and which batches is it made of?
2. A graph can be walked back once. What does your total drag along from the first
   batch?
3. Call `loss.backward()` on the current loss, and add `loss.item()`, a plain number, to
   the total.
"""

from grader.patch import drop, replace

patch = (
    replace("loss.backward()", "total_loss += loss\ntotal_loss.backward()")
    + drop("total_loss += loss.item() * len(x)")
) | (
    replace("loss.backward()", "losses.append(loss)\nsum(losses).backward()")
    + drop("losses.append(loss.item())")
)
