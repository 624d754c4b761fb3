"""What ``grader new`` writes: each is accepted by all tests of form, and to be filled in."""

from __future__ import annotations

MISTAKE = '''"""One sentence that says what goes wrong.

## What happens
Why the numbers come out as they do.

## Why it is easy to miss
What makes it look right.

## Hints
1. A question that points at the place.
2. What to think about there.
3. The line to write, and where.
"""

from grader.course.patch import replace

# The words for a patch are in grader/course/patch.py. Other ways to write the same mistake:
# variants = (replace(...), ...)
patch = replace("loss.backward()", "loss.backward()  # write the wrong line here")
'''

STAGE = '''"""{name}: one line on what it teaches."""

from __future__ import annotations

from grader.course.exercise import Exercise, Probe, Promise, Question, Stage
from grader.course.returns import TensorOf
from grader.observe.recorder import RETURN
from grader.scenes.functions import draw as functions

stage = Stage("{title}", minutes=30, difficulty="steady")


def double(x):  # type: ignore[no-untyped-def]  # noqa: D103
    return 2 * x


exercises = (
    Exercise(
        name="double",
        reference=double,
        probes=(Probe("few", functions.apply, {{"arguments": ([1.0, -2.0],)}}, about="a vector"),),
        promises=(
            Promise(
                "The result is 2x for every element.",
                items=(RETURN,),
                says=("Return 2x for every element",),
            ),
        ),
        returns=TensorOf(),
        hints=("Which operation doubles?",),
    ),
)

# For every option of a question of the notebook, why it is right or what it overlooks.
_WHY = {{"A": "Why this is right.", "B": "What this overlooks.", "C": "What this overlooks."}}

questions = {{
    "recall_1": Question(_WHY, answer="A"),
    "recall_2": Question(_WHY, answer="A"),
    "recall_3": Question(_WHY, answer="A"),
    "prediction_1": Question(_WHY, answer="A"),
    "prediction_2": Question(_WHY, answer="A"),
    "understanding_1": Question(_WHY, answer="A"),
}}
'''

NOTEBOOK = '''# %% [markdown]
# # {title}
#
# About 30 minutes · steady
#
# ## Why this matters
#
# What a learner can do at the end, and what it is good for.

# %%
import matplotlib.pyplot as plt
import torch

from grader import check, grade, predict

# %% [markdown]
# ## Recall
#
# **1.** ({one}) A question?  A: one answer · B: another · C: a third
#
# **2.** ({three}) A question?  A: one answer · B: another · C: a third
#
# **3.** ({six}) A question?  A: one answer · B: another · C: a third

# %% exercise="recall"
RECALL_1, RECALL_2, RECALL_3 = "", "", ""
### BEGIN SOLUTION
RECALL_1, RECALL_2, RECALL_3 = "A", "A", "A"
### END SOLUTION

# %%
predict("{name}/recall_1", RECALL_1)

# %%
predict("{name}/recall_2", RECALL_2)

# %%
predict("{name}/recall_3", RECALL_3)

# %% [markdown]
# ## Idea and demonstration
#
# The idea in words, then a cell that shows it:

# %%
x = torch.tensor([1.0, -2.0])
print((2 * x).tolist())

# %% [markdown]
# ## Predict, then run
#
# **Prediction 1.** A question?  A: one answer · B: another · C: a third
#
# **Prediction 2.** A question?  A: one answer · B: another · C: a third

# %% exercise="predictions"
PREDICTION_1, PREDICTION_2 = "", ""
### BEGIN SOLUTION
PREDICTION_1, PREDICTION_2 = "A", "A"
### END SOLUTION

# %%
predict("{name}/prediction_1", PREDICTION_1)

# %%
predict("{name}/prediction_2", PREDICTION_2)

# %% [markdown]
# ## Exercise: double
#
# Write a function that doubles every element.

# %% exercise="double"
def double(x):
    """Return 2x for every element of a tensor of any shape."""
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION

# %% check="double"
check("{name}/double", double)

# %% [markdown]
# ## Break it on purpose
#
# What goes wrong, drawn beside what is right:

# %%
figure, axes = plt.subplots(figsize=(6, 3))
axes.plot(x, 2 * x, "-", label="right")
axes.plot(x, x**2, "--", label="squared")
axes.legend()
plt.show()

# %% [markdown]
# ## Error clinic
#
# An error that learners meet, raised and read:

# %%
try:
    torch.ones(2) + torch.ones(3)
except RuntimeError as error:
    print(type(error).__name__, "·", error)

# %% [markdown]
# ## Myths
#
# *"Something that is often said."* What is true instead, and the cell that shows it:

# %%
print(torch.equal(x + x, 2 * x))

# %% [markdown]
# ## Check your understanding
#
# **1.** A question?  A: one answer · B: another · C: a third

# %% exercise="understanding"
UNDERSTANDING_1 = ""
### BEGIN SOLUTION
UNDERSTANDING_1 = "A"
### END SOLUTION

# %%
predict("{name}/understanding_1", UNDERSTANDING_1)

# %% [markdown]
# ## For your mark

# %% graded="double" points=1
grade("{name}/double", double, points=1)

# %% [markdown]
# ## Take-aways
#
# - What is worth remembering.
#
# Next: what the next stage is about.
'''

RIGHT = '''"""Right versions of {name}/double."""

import torch


def double__plain(x):
    return 2 * x


def double__sum(x):
    return x + x


def double__function(x: torch.Tensor) -> torch.Tensor:
    return torch.mul(x, 2.0)


def double__in_place_on_a_copy(x):
    y = x.clone()
    y *= 2
    return y


def double__stacked(x):
    return torch.stack([x, x]).sum(dim=0)
'''
