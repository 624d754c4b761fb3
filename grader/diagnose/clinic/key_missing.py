"""There is no entry {key}.

## What it means
A dictionary is asked for the key {key}, and does not have it.

## The usual cause
The name is written otherwise where the entry is made, or that line does not run before
this one.

## Hint
Compare the key in this line with those that are written into the dictionary, letter by
letter; `print(list(d))` above this line shows those of a dictionary `d`.
"""

messages = {
    "KeyError": r"^(?P<key>(?!Parameter containing:|tensor\().+)",
}
