"""An average of nothing is answered instead of refused.

## What happens
Without any example there is no average. A made-up value such as 0, or nan, leaves
the caller guessing; the exercise asks for a ValueError.

## Why it is easy to miss
It happens only when something else went wrong already, for example a loader that found
no data.

## Hints
1. What does your code do when nothing was added?
2. Would the caller notice a loss of 0.0 that means nothing?
3. Check the count first and `raise ValueError(...)` with a sentence that says what is
   missing.
"""

from grader.course.patch import drop, replace

EMPTY = "if seen == 0: ..."

patch = replace("if self.count == 0: ...", "if self.count == 0:\n    return 0.0") | replace(
    EMPTY, 'if seen == 0:\n    return {"loss": 0.0, "accuracy": 0.0}'
)
variants = (
    replace("if self.count == 0: ...", 'if self.count == 0:\n    return float("nan")')
    | replace(EMPTY, 'if seen == 0:\n    return {"loss": float("nan"), "accuracy": float("nan")}'),
    replace("total_loss / seen", "total_loss / max(seen, 1)")
    + replace("correct / seen", "correct / max(seen, 1)")
    + drop(EMPTY),
)
