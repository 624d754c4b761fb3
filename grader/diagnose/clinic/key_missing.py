"""There is no entry {key}.

## What it means
A dictionary is asked for the key {key}, and does not have it.

## The usual cause
The name is written otherwise where the entry is made, or that line does not run before
this one. Or the entry is only there under a condition: torch's optimizers fill their state at
a step, and SGD keeps a `"momentum_buffer"` only where its momentum is not 0.

## Hint
`print(list(d))` above this line shows the keys of a dictionary `d`: compare them with this one,
letter by letter. Where the entry is right but not always there, ask for it first, `if key in d:`,
or keep the value yourself.
"""

messages = {
    "KeyError": r"^(?P<key>(?!Parameter containing:|tensor\().+)",
}
