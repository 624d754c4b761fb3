# %% [markdown]
# # How this course works
#
# About 20 minutes · gentle
#
# ![The training loop as a ring of four boxes, gone round for each batch: predict, measure, find the way, move, and then predict again.](attachment:ring-plain.png)
#
# ## Why this matters
#
# You will write the PyTorch training loop many times in this course: the few lines that teach a model from examples. After each time something will tell you what your code *did*, in numbers: which parts of the model moved, how far, and what the averages came to. It is like practising archery with somebody at the target who calls out where each arrow landed, instead of a bell that only says hit or miss. The ring above is that loop, and a batch is the few examples that it takes at a time. From notebook 01 on, each notebook is about a part of it.
#
# At the end of this notebook you can read such an answer, ask for a hint, and start over when things are stuck.
#
# Read from top to bottom, and run each cell of code when you come to it: click into it and press Shift-Enter, which runs it and goes on to the next. The one below loads what all the others need. Where it has not been run, they stop with a `NameError`.

# %%
import torch

from grader import board, check, explain, grade, hint, predict, reset

# %% [markdown]
# ## Recall
#
# Every later notebook opens with three questions on earlier ones. Here they ask what you bring along, and a guess costs nothing. A tensor is PyTorch's array of numbers. Write a letter between each pair of quotation marks in the cell below the questions, and run it with Ctrl-Enter, which runs a cell and stays where you are.
#
# **1.** `x = torch.tensor([1.0, 2.0, 3.0])`. What is `x * 2`?
#
# - **A** a list of six numbers
# - **B** a tensor with each element doubled
# - **C** an error
#
# **2.** What is the shape of `torch.zeros(4, 3)`?
#
# - **A** 4 rows of 3 numbers
# - **B** 3 rows of 4 numbers
# - **C** 12 numbers in one row
#
# **3.** A function has no `return`. What does calling it give?
#
# - **A** an error
# - **B** 0
# - **C** `None`

# %%
predict("00_start/recall", "B", "A", "C")

# %% [markdown]
# ## Idea and demonstration
#
# A tensor holds one number, a vector, a matrix, or numbers in more dimensions; its shape says how many there are along each. In arithmetic it is used like a number: the operation is done for every element, and the shape stays.

# %%
x = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
y = 10 * x - 1
print("x has shape", tuple(x.shape))
print("y has shape", tuple(y.shape))
print(y)

# %% [markdown]
# ## Exercise: hello
#
# *About 5 minutes · gentle*
#
# Write `hello(x)`, which returns twice x and one more, for every element. Before you write anything, run its cell and then the check below it, which says "not written yet". Then write your line in place of the one with `raise`, and run both again, the cell first: the check knows only what has been run.
#
# - `x` is a tensor of any shape, and the result has the same shape.
# - Nothing is written into `x`: the caller still needs it.
#
# What the docstring says is the contract: it holds all that the check asks for. The check counts its rules as *promises*, kept or not.

# %% exercise="hello"
def hello(x):
    """Return 2x + 1 for every element.

    Args:
        x: Tensor of any shape.

    Returns:
        Tensor of the same shape. The argument is left as it was.
    """
    ### BEGIN SOLUTION
    return 2 * x + 1
    ### END SOLUTION

# %% check="hello"
check("00_start/hello", hello)

# %% [markdown]
# ## How to read a card
#
# The grader works on what code does. Below it gets a function that is wrong on purpose: it adds before it doubles. Read the card from top to bottom:
#
# - The **first line** says whether it passed, and if not, what is wrong.
# - The **line below** says for which exercise, whether the mistake was recognised, how many promises are kept and, where it counts for a mark, the points. A sentence on how it comes about may follow.
# - The **one row of numbers** shows it: yours, what was expected, and what the named mistake gives.
# - **Next** is what to run when you want help, in a cell of its own: the + above the notebook makes one.
# - The rest is folded; a click opens it. There the **promises** stand one by one; each earns its own share of the points.

# %%
def add_then_double(x):
    return 2 * (x + 1)


check("00_start/hello", add_then_double)

# %% [markdown]
# A card never shows the answer by itself. `hint(...)` gives one hint at a time, from a question to the line to write; it goes by the last check of the exercise, here that of the wrong function. `explain(...)` tells the whole story of a mistake, by the name that the card gives behind "Next".

# %%
hint("00_start/hello")

# %%
explain("wrong_precedence")

# %% [markdown]
# ## Predict, then run
#
# Before an experiment runs, you commit to an answer. Being wrong here costs nothing and helps a lot: what surprises you is what you remember.
#
# **Prediction 1.** `x` is a tensor of shape (2, 3). What is the shape of `2 * x + 1`?
#
# - **A** ()
# - **B** (2, 3)
# - **C** (3,)

# %%
predict("00_start/prediction_1", "B")

# %% [markdown]
# **Prediction 2.** `y = x` and then `y += 1`. What happened to `x`?
#
# - **A** nothing
# - **B** it grew by 1 as well
# - **C** it grew by 2

# %%
predict("00_start/prediction_2", "B")

# %% [markdown]
# ## Break it on purpose
#
# An operation with an underscore at its end, or with `+=`, writes into the tensor it is given. The result below is right, and yet a promise is broken: whoever called the function finds its data changed.

# %%
def hello_in_place(x):
    x *= 2
    x += 1
    return x


data = torch.tensor([1.0, 2.0])
hello_in_place(data)
print("the caller's data is now", data.tolist())

check("00_start/hello", hello_in_place)

# %% [markdown]
# ## Error clinic
#
# An error message is read from its last line upwards: first what happened, then where. Here a tensor meets a piece of text.

# %%
try:
    2 * torch.tensor([1.0, 2.0]) + "1"
except TypeError as error:
    print(type(error).__name__)
    print(str(error).splitlines()[0])

# %% [markdown]
# The type of the error says that a kind of thing does not fit; the sentence says which operation met which kind. The repair is to add a number: `+ 1` instead of `+ "1"`.
#
# When something is stuck:
#
# - **Reset a cell**: undo with Ctrl-Z inside the cell; or `reset("00_start/hello")` in any cell gives the exercise back as it was handed out, in a new cell below.
# - **A stale kernel**: the kernel is the Python that runs your cells. It still knows functions that you have deleted or renamed. *Kernel → Restart Kernel and Run All Cells* starts afresh; do this once before you hand in.
# - **A cell that does not end**: *Kernel → Interrupt Kernel*.
#
# ## Myths
#
# *"If the cell shows no error, the code is right."* Neither of the two wrong functions above raised one. Most mistakes in a training loop are silent, which is why this course measures.

# %%
for wrong in (add_then_double, hello_in_place):
    print(wrong.__name__, "returned without an error:", wrong(torch.tensor(3.0)).item())

# %% [markdown]
# ## Check your understanding
#
# **1.** A card says 3 of 4 promises are kept. What does that mean?
#
# - **A** the code is right
# - **B** one rule of the exercise is broken
# - **C** a quarter of the lines are wrong
#
# **2.** Which call gives the next hint?
#
# - **A** `check`
# - **B** `explain`
# - **C** `hint`
#
# **3.** You renamed a function and the old name still works. Why?
#
# - **A** PyTorch keeps it
# - **B** the kernel remembers it until it is restarted
# - **C** the file was not saved

# %%
predict("00_start/understanding", "B", "C", "B")

# %% [markdown]
# ## For your mark
#
# The cell below counts. It runs the same check and returns your points. Locked cells are restored before marking, so changing them changes nothing. After it, `board()` shows how far you have come, and the mistakes that were met on the way, those of the demonstrations above included.

# %% graded="hello" points=1
grade("00_start/hello", hello, points=1)

# %%
board()

# %% [markdown]
# ## Take-aways
#
# - A card says what your code did, in numbers, and names the mistake when it is sure.
# - Promises are judged one by one; so are points.
# - Predict before you run. Restart and run all before you hand in.
#
# Next: the four lines at the heart of every training loop.
