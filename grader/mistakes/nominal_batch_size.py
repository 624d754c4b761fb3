"""All batches are counted as if they were of one size.

## What happens
The size that was asked for, `loader.batch_size`, or that of the first or last batch is not the
size of each. Where one of them is shorter, a mean gets the wrong weight, or the examples are
miscounted.

## Why it is easy to miss
For all batches of that size the two numbers agree.

## Hints
1. How many examples does each batch have, the last one too?
2. Which of your lines uses another number in its place?
3. Use `len(x)`, the number of examples that are really there.
"""

from grader.course.patch import replace

HITS = "(logits.argmax(dim=1) == y).sum().item()"

patch = replace("loss.item() * len(x)", "loss.item() * loader.batch_size")
variants = (
    replace("seen = sum(len(x) for x, _ in loader)", "seen = len(loader) * len(loader[0][0])"),
    replace("seen += len(x)", "seen += loader.batch_size")
    | replace("seen += len(y)", "seen += loader.batch_size"),
    replace("loss.item() * len(x)", "loss.item() * loader.batch_size")
    + replace(HITS, "(logits.argmax(dim=1) == y).float().mean().item() * loader.batch_size"),
    replace("loss.item() * len(x)", "loss.item() * loader.batch_size")
    + replace("seen += len(x)", "seen += loader.batch_size"),
    replace("return total_loss / seen", "return total_loss / (len(loader) * len(x))"),
)
