"""The recording of gradients is switched off and stays off.

## What happens
`torch.set_grad_enabled(False)` as a statement holds for everything that follows, until somebody
switches recording on again. The next `backward()` stops: element 0 of tensors does not require
grad.

## Why it is easy to miss
What stands below it is right. What fails is a line somewhere else, and later.

## Hints
1. What does `torch.is_grad_enabled()` say at the end of your function?
2. How long should nothing be recorded?
3. Use `with torch.no_grad():`, which switches back by itself.
"""

from grader.course.patch import after, before, unless, unwrap, where

OFF, RECORDING = "torch.set_grad_enabled(False)", unwrap("with torch.no_grad():")
# There the next epoch stops just as it does where the model is frozen.
ENDS_ALIKE = unless("model.load_state_dict(_A)")

patch = where("p -= _A") + RECORDING + before(
    "for _A in _B: ...", OFF
) | ENDS_ALIKE + RECORDING + after("model.eval()", OFF)
