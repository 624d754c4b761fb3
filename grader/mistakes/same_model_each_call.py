"""What one call makes, the next one hands out again.

## What happens
Layers are made once and kept, all of them or some. Whoever asks for a second model gets those
of the first one, with all that they have learned since; training one model trains the other.

## Why it is easy to miss
As long as only one model is asked for, everything is right.

## Hints
1. Is `make_mlp(2, 3, 4) is make_mlp(2, 3, 4)` True or False in your code?
2. Where are your layers made: inside the function or outside?
3. Make the layers in the body of the function, anew in each call.
"""

from grader.course.patch import replace

patch = replace(
    "return nn.Sequential(_A, _B, _C)",
    """
if not hasattr(make_mlp, "model"):
    make_mlp.model = nn.Sequential(_A, _B, _C)
return make_mlp.model
""",
)
variants = (
    replace(
        "return nn.Sequential(_A, _B, _C)",
        """
made = vars(make_mlp).setdefault("made", {})
if (n_in, n_hidden, n_out) not in made:
    made[n_in, n_hidden, n_out] = nn.Sequential(_A, _B, _C)
return made[n_in, n_hidden, n_out]
""",
    ),
)
