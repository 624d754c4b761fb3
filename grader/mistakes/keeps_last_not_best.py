"""The last weights are kept, not the best ones.

## What happens
What the model has at the end is the state of the last epoch. The state with the lowest
validation loss was left behind, or was overwritten by a later one.

## Why it is easy to miss
When the last epoch happens to be the best, everything is right.

## Hints
1. Which epoch had the lowest validation loss, and what does the model compute after your
   code?
2. When may the state that you kept be replaced, and what is done with it at the end?
3. Keep a copy of the state only when the loss is lower than the best, and load it when
   training has ended.
"""

from grader.course.patch import after, before, drop

PUT_BACK = "model.load_state_dict(best_state)"
PUT_BACK_WEIGHTS = "model.load_state_dict(best_weights)"
KEEP = "best_state = copy.deepcopy(model.state_dict())"
KEEP_SELF = "self.state = copy.deepcopy(model.state_dict())"

patch = (
    drop(PUT_BACK)
    | drop(PUT_BACK_WEIGHTS)
    | drop(KEEP_SELF) + before("if val_loss < self.best: ...", KEEP_SELF)
)
variants = (drop(KEEP) + after("val = evaluate(_A, _B, _C, _D)", KEEP),)
