"""A call has too many arguments.

## What it means
What is called here takes fewer arguments than it was given. Of a
method that was written with `def`, `self` counts too.

## The usual cause
A method's `self` was forgotten where it is defined; or a function is given what its
maker should get, as a loss that was made already. Or it is a function of Python or of a library
that takes fewer, or none, and another one is meant: `torch.seed()` takes no seed,
`torch.manual_seed(seed)` does. Some of torch's take an argument by its name alone: `alpha=lr`.

## Hint
Where the `def` is yours, count the arguments in it and in the call; a method begins with `self`:
`def forward(self, x):`. Where it is not, `help(...)` tells what the function takes.
"""

messages = {
    "TypeError": (
        r"takes .* positional arguments? but .* (was|were) given|expected at most \d+ "
        r"arguments?, got"
    ),
}
placed = True
