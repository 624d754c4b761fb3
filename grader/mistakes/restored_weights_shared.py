"""After restoring, the model trains on the very tensors that were kept.

## What happens
The tensors that were kept are made the model's own. The next update changes both, and a
second `restore` finds that nothing is left of the best weights.

## Why it is easy to miss
The first `restore` is right, and often it is the only one.

## Hints
1. Restore, change a weight, restore again. What do you find?
2. Does your code copy numbers into the model's tensors, or hand it other tensors?
3. `model.load_state_dict(...)` copies; so does `parameter.copy_(...)` below
   `torch.no_grad()`.
"""

from grader.course.patch import replace

patch = replace(
    "model.load_state_dict(self.state)",
    """
for name, value in [*model.named_parameters(), *model.named_buffers()]:
    value.data = self.state[name]
""",
)
