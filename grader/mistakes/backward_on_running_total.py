"""`backward()` runs on the running total instead of this batch's loss.

## What happens
The total still hangs on the graphs of earlier batches. Their `backward()` has already
run and freed them, so the second call stops: trying to backward through the graph a
second time. With `retain_graph=True` the graphs are kept: without a `step()` in between the
earlier gradients are added once more, and behind a `step()`, which has changed the weights in
place, the error becomes one about a variable modified by an inplace operation.

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

from grader.course.patch import Patch, drop, replace


def on_total(arguments: str) -> Patch:
    """Return the mistake with these arguments of ``backward``."""
    return (
        (
            replace("loss.backward()", f"total_loss += loss\ntotal_loss.backward({arguments})")
            + drop("total_loss += loss.item() * len(x)")
        )
        | (
            replace("loss.backward()", f"losses.append(loss)\nsum(losses).backward({arguments})")
            + drop("losses.append(loss.item())")
        )
        | (
            drop("total_loss += loss.item() * len(x)")
            + replace(
                "(loss * len(x) / seen).backward()",
                f"total_loss += loss * len(x) / seen\ntotal_loss.backward({arguments})",
            )
            + replace("return total_loss / seen", "return total_loss.item()")
        )
    )


patch = on_total("")
variants = (on_total("retain_graph=True"),)
