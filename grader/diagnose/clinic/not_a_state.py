"""What is to be loaded is no state.

## What it means
`load_state_dict` takes a dictionary, such as `state_dict()` returns. It was given something of the
type `{kind}`.

## The usual cause
The model or the optimizer itself was kept or handed over in place of its state; or the brackets
behind `state_dict` were left out, which is the method and not what it returns; or nothing was
kept yet.

## Hint
Hand over what `state_dict()` returned, with the brackets, such as
`model.load_state_dict(other.state_dict())`.
"""

messages = {
    "TypeError": (
        r"^(?:Expected state_dict to be dict-like, got <class '(?:\w+\.)*|')(?P<kind>\w+)'"
        r"(?:>| object is not iterable$)"
    ),
    "AttributeError": r"^'(?P<kind>\w+)' object has no attribute 'copy'",  # of an optimizer
}
line = r"\.load_state_dict\("
own = False
