"""Attacks that make a notebook large, or put something else where the grader is looked for."""
# The functions' bodies are run as cells, never imported: the names that a cell is told
# (COURSE, BREACH, ...) and those that the notebook imports (torch, nn, ...) are defined there.
# ruff: noqa: F821


def outputs_of_every_cell():
    """Tries to make each later cell show as much as a message holds, in thousands of parts."""
    from grader.judge.guest import child

    run = child.run_cell
    shown = {"output_type": "display_data", "data": {"text/plain": "x" * 1000}, "alt": ""}
    child.run_cell = lambda *order: [*run(*order), *[shown] * 5000]


def outputs_that_are_no_text():
    """Tries to send tensors and towers of lists for outputs."""
    from grader.judge.guest import child

    run = child.run_cell
    tower = "top"
    for _ in range(8):
        tower = [tower, tower]
    part = {"output_type": "display_data", "data": {"text/plain": torch.zeros(2**20), "a": tower}}
    child.run_cell = lambda *order: [part, *run(*order), {"output_type": tower}, tower, None]


def updates_without_end():
    """Tries to grow one output by updating it again and again."""
    from IPython.display import display

    shown = display("begun", display_id=True)
    for number in range(3000):
        shown.update("x" * 10_000 + str(number))
    for number in range(3000):
        display("y" * 1000, display_id=str(number))


def figures_without_end():
    """Tries to show more figures than anybody looks at."""
    import matplotlib.pyplot as plt

    figure = plt.figure(figsize=(0.2, 0.2))
    for _ in range(150):
        display(figure, "x")
    plt.close("all")


def curve_without_end():
    """Tries to have a curve drawn that has a million values."""
    import dataclasses

    from grader.judge.guest import functions

    run = functions._run

    def forged(order, subject):
        told = run(order, subject)
        if subject is not train_one_epoch:
            return told
        return dataclasses.replace(told, curve=(1.0, 2.0) * 500_000)

    functions._run = forged


def error_of_many_frames():
    """Tries to show an error with frames and texts without end."""
    code = "def f(n):\n    if n:\n        return f(n - 1)\n    raise ValueError('x' * 10**7)\n"
    exec(compile(code + "#" * 10**4, "y" * 10**4, "exec"))
    f(60)


def modules_in_the_place_of_the_graders():
    """Tries to have its own files imported where the grader's are, once they are forgotten."""
    import os
    import sys

    os.makedirs("grader/scenes/training", exist_ok=True)
    for name in ("grader", "grader/scenes", "grader/scenes/training"):
        open(f"{name}/__init__.py", "w").close()
    with open("grader/scenes/training/play.py", "w") as file:
        file.write("def __getattr__(name):\n    return lambda recorder, subject, **_: None\n")
    for name in [n for n in sys.modules if n.startswith("grader.scenes")]:
        del sys.modules[name]
    sys.path.insert(0, os.getcwd())
    sys.modules.pop("grader.scenes", None)


def commands_that_leave_the_folder():
    """Tries to remove, copy and list what is not its own with commands of the shell."""
    import grader

    top = grader.__path__[0]
    shell = get_ipython()
    for command in (f"rm -rf {top} {COURSE}", f"mv {top} mine", f"touch {top}/x", "rm -rf /"):
        shell.system(command)
    for command in (f"ls {COURSE}", f"cat {COURSE}/gradebook.db", f"cp -r {COURSE} mine"):
        print(shell.getoutput(command))
    shell.run_cell_magic("bash", "", f"cat {COURSE}/.grader_secret; cat mine/gradebook.db")
