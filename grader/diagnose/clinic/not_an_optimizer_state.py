"""What the optimizer is to load is not the state of an optimizer.

## What it means
`load_state_dict` of an optimizer looks for an entry `param_groups`, with the learning rate and the
like, and there is none in what it was given.

## The usual cause
The state of something else is handed over, such as that of a model or a scheduler, or the whole
checkpoint.

## Hint
Save `optimizer.state_dict()` under a key of its own, and hand exactly that entry to
`optimizer.load_state_dict(...)`.
"""

messages = {"KeyError": r"^'param_groups'$"}
line = r"\.load_state_dict\("
own = False
