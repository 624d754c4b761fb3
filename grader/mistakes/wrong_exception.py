"""The complaint about different shapes is not a ValueError.

## What happens
Callers catch the exception they were promised. Another type passes them by, an `assert`
disappears when Python runs with -O, and a printed line stops nobody.

## Why it is easy to miss
By hand one sees a complaint either way.

## Hints
1. What exactly does the docstring promise for different shapes?
2. Which type does your complaint have?
3. `raise ValueError("...")`, with a sentence that names both shapes.
"""

from grader.patch import replace

CHECK = "if prediction.shape != target.shape: ..."
REFUSAL = "raise ValueError(_A)"

patch = replace(CHECK, "assert prediction.shape == target.shape")
variants = (
    replace(CHECK, "if prediction.shape != target.shape:\n    raise RuntimeError('shapes')"),
    replace(CHECK, "if prediction.shape != target.shape:\n    raise TypeError('shapes')"),
    replace(CHECK, "if prediction.shape != target.shape:\n    raise Exception('shapes')"),
    replace(CHECK, "if prediction.shape != target.shape:\n    return None"),
)
