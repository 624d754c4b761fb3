"""The complaint is not of the type that was promised.

## What happens
Callers catch the exception they were promised. Another type passes them by, an `assert`
disappears when Python runs with -O, and a complaint that is returned or printed stops nobody.

## Why it is easy to miss
By hand one sees a complaint either way.

## Hints
1. What exactly does the docstring promise to raise, and when?
2. Which type does your complaint have?
3. `raise` that type with a sentence: `raise ValueError("...")` for different shapes,
   `raise FloatingPointError("...")` for a loss that is not finite.
"""

from grader.course.patch import replace

CHECK = "if prediction.shape != target.shape: ..."
NOT_FINITE = "if not torch.isfinite(loss): ..."

patch = replace(CHECK, "assert prediction.shape == target.shape")
variants = (
    replace(CHECK, "if prediction.shape != target.shape:\n    raise RuntimeError('shapes')"),
    replace(CHECK, "if prediction.shape != target.shape:\n    raise TypeError('shapes')"),
    replace(CHECK, "if prediction.shape != target.shape:\n    raise Exception('shapes')"),
    replace(CHECK, "if prediction.shape != target.shape:\n    return None"),
    *(
        replace(NOT_FINITE, f"if not torch.isfinite(loss):\n    raise {name}('not finite')")
        for name in ("ValueError", "RuntimeError", "Exception", "OverflowError", "ArithmeticError")
    ),
    replace(NOT_FINITE, "assert torch.isfinite(loss)"),
)
