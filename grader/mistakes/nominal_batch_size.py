"""Every batch is counted as if it were full.

## What happens
`loader.batch_size` is the size that was asked for. The last batch may be shorter, and
then its mean gets too much weight, or too many examples are counted.

## Why it is easy to miss
For all batches but the last the two numbers agree.

## Hints
1. How many examples does the last batch have?
2. Which of your lines uses the nominal size instead of the real one?
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
)
