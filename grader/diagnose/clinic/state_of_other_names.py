"""The names in the state are not those of the model.

## What it means
Each entry of a state belongs to the parameter or buffer of its name. Here names are
missing or superfluous; the whole message lists them.

## The usual cause
A whole checkpoint was handed over instead of its part for the model; or only a part of
the state was kept; or it comes from a model that is built otherwise.

## Hint
Hand `load_state_dict` exactly what `state_dict()` of such a model gave; out of a
dictionary of several things, take the model's part: `checkpoint["model"]`.
"""

messages = {
    "RuntimeError": (
        r"in loading state_dict for (?![\s\S]*size mismatch)[\s\S]*(Missing|Unexpected) "
        r"key\(s\)"
    ),
}
