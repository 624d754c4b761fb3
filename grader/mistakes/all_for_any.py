"""It is called mixing only if every example reaches another one.

## What happens
One row whose change shows in another row is enough. Here a single row that reaches
nobody, such as the last one of a running sum, makes the answer False.

## Why it is easy to miss
In the usual cases either all rows reach the others or none does.

## Hints
1. What happens in your loop when the first row reaches nobody, but the second does?
2. Which of the two answers can you give before the loop is over?
3. Return True at the first row that reaches another, and False after the loop.
"""

from grader.course.patch import replace

patch = replace("return False", "return True") + replace(
    "if not torch.allclose(_A, _B): ...", "if torch.allclose(_A, _B): return False"
)
