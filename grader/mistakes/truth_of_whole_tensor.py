"""Python's `max` or `if` asks a whole tensor for one answer.

## What happens
`max(0, hidden)` and `if hidden > 0` ask once whether the tensor as a whole is larger than
0. With more than one entry there is no single answer: Boolean value of Tensor with more
than one value is ambiguous.

## Why it is easy to miss
It is the formula as it stands in books, and it works for a single number.

See also: `truth_of_gradient`.

## Hints
1. What is `hidden > 0`: one truth value, or one per entry?
2. The comparison has to be made for each entry by itself.
3. In the line of the hidden layer, compare entry by entry: `torch.relu(hidden)`,
   `hidden.clamp(min=0)` or `torch.maximum(hidden, torch.zeros(()))`.
"""

from grader.course.patch import replace

patch = replace("hidden = torch.relu(_A)", "hidden = max(0, _A)")
variants = (
    replace("hidden = torch.relu(_A)", "hidden = _A\nif hidden < 0:\n    hidden = 0 * hidden"),
)
