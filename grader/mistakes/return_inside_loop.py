"""The function returns in the first round of its loop, and the others never happen.

## What happens
Only the first batch, step or epoch counts. Most often the `return` is indented into the loop, so
it runs at the end of that round.

## Why it is easy to miss
The result has the right form, and one level of indentation is easy to overlook.

## Hints
1. How many rounds of the loop does your code really make?
2. At which level of indentation does your `return` stand?
3. Move the `return` out of the loop.
"""

from grader.course.patch import after, where

RESULT = 'return {"loss": total_loss / seen, "accuracy": correct / seen}'

patch = (
    where(RESULT) + after("seen += len(x)", RESULT)
    | where("return losses") + after("losses.append(_A)", "return losses")
    | after("val_losses.append(_A)", "return val_losses")
    | where("return correct / seen") + after("seen += len(_A)", "return correct / seen")
    | where("return total_loss / seen") + after("seen += len(_A)", "return total_loss / seen")
    | where("(loss * len(x) / seen).backward()")
    + after("total_loss += loss.item() * len(x)", "return total_loss / seen")
    | after('history["val_accuracy"].append(_A)', "return history")
)
variants = (
    where("return total_loss / seen")
    + where("seen += len(y)")
    + after("total_loss += loss.item() * len(x)", "return total_loss / len(loader.dataset)"),
)
