"""The exception that was promised is not raised.

## What happens
Callers catch the exception they were promised. Another type passes them by, an `assert`
disappears when Python runs with -O, `sys.exit` ends the whole program, and a complaint that is
returned or printed stops nobody. What Python raises by itself, such as a ZeroDivisionError, says
what failed and not why.

## Why it is easy to miss
By hand one sees a complaint either way.

## Hints
1. What exactly does the docstring promise to raise, and when?
2. Which type does your complaint have, and is it raised at all?
3. `raise` that type with a sentence: `raise ValueError("...")` for different shapes or where
   there is nothing to average, `raise FloatingPointError("...")` for a loss that is not finite.
"""

from grader.course.patch import drop, replace

CHECK = "if prediction.shape != target.shape: ..."
NOT_FINITE = "if not torch.isfinite(loss): ..."
NOTHING, EMPTY = "if self.count == 0: ...", "if seen == 0: ..."

patch = replace(CHECK, "assert prediction.shape == target.shape") | drop(NOTHING) | drop(EMPTY)
variants = (
    replace(CHECK, "if prediction.shape != target.shape:\n    raise RuntimeError('shapes')"),
    replace(CHECK, "if prediction.shape != target.shape:\n    raise TypeError('shapes')"),
    replace(CHECK, "if prediction.shape != target.shape:\n    raise Exception('shapes')"),
    replace(CHECK, "if prediction.shape != target.shape:\n    return None"),
    *(
        replace(NOT_FINITE, f"if not torch.isfinite(loss):\n    raise {name}('not finite')")
        for name in ("ValueError", "RuntimeError", "Exception", "OverflowError", "ArithmeticError")
    ),
    replace(NOT_FINITE, "if not torch.isfinite(loss):\n    raise SystemExit(1)"),
    *(
        replace(NOTHING, f"if self.count == 0:\n    raise {name}('nothing')")
        | replace(EMPTY, f"if seen == 0:\n    raise {name}('nothing')")
        for name in ("RuntimeError", "Exception", "AssertionError", "ZeroDivisionError")
    ),
    replace(NOT_FINITE, "assert torch.isfinite(loss)"),
)
