"""Attacks that use up what others need."""
# The functions' bodies are run as cells, never imported: the names that a cell is told
# (COURSE, BREACH, ...) and those that the notebook imports (torch, nn, ...) are defined there.
# ruff: noqa: F821, RET503, SIM115


def memory():
    """Tries to allocate memory without end."""

    def train_one_epoch(*_):
        kept = []
        while True:
            kept.append(bytearray(50_000_000))


def memory_in_tensors():
    """Tries to allocate one tensor that is larger than the machine."""

    def train_one_epoch(*_):
        return {"loss": torch.ones(10**12), "accuracy": 1.0}


def memory_files():
    """Tries to hold memory in files that exist only in memory, past the limit."""
    import os

    block = bytes(2**20)
    held = 0
    for _ in range(20):
        number = os.memfd_create("hoard")
        for _ in range(48):
            held += os.write(number, block)
    print(BREACH, held)


def scratch_folder():
    """Tries to fill its folder for temporary files."""
    import os

    block, held = bytes(2**20), 0
    for number in range(100):
        try:
            with open(f"large{number}", "wb", buffering=0) as file:
                for _ in range(50):
                    held += file.write(block)
        except OSError as error:
            print(error)
            break
    if held > 65 * 2**20:
        print(BREACH, held)
    for number in range(100_000):
        try:
            open(f"small{number}", "wb").close()
        except OSError:
            break
    else:
        print(BREACH, os.getcwd())


def shared_memory():
    """Tries to fill the shared memory of the machine."""
    block, held = bytes(2**20), 0
    for number in range(10):
        try:
            with open(f"/dev/shm/large{number}", "wb", buffering=0) as file:
                for _ in range(50):
                    held += file.write(block)
        except OSError as error:
            print(error)
            break
    if held > 65 * 2**20:
        print(BREACH, held)


def print_flood():
    """Tries to print three hundred megabytes."""
    for _ in range(300):
        print("x" * 10**6)


def stderr_flood():
    """Tries to write hundreds of megabytes to stderr, also below Python."""
    import os
    import sys

    for _ in range(100):
        sys.stderr.write("x" * 10**6)
        os.write(2, b"x" * 10**6)


def display_flood():
    """Tries to display a hundred thousand things."""
    from IPython.display import HTML, display

    for _ in range(2000):
        display(HTML("x" * 10**5))


def outputs_flood():
    """Tries to send outputs that are larger than a cell may show, past the limit in the child."""
    from grader.judge.guest import child

    run = child.run_cell
    shown = {"output_type": "stream", "name": "stdout", "text": "x" * (7 * 2**20)}
    child.run_cell = lambda *order: [*run(*order), shown]


def open_files():
    """Tries to open more files than there are."""
    kept = []

    def train_one_epoch(*_):
        while True:
            kept.append(open("/dev/null"))


def deep_recursion():
    """Tries to exhaust the stack by calling itself."""
    import sys

    sys.setrecursionlimit(10**9)

    def train_one_epoch(*arguments):
        return train_one_epoch(*arguments)


def gigantic_result():
    """Tries to return a tensor that is larger than a message may be."""

    def train_one_epoch(*_):
        return {"loss": torch.ones(30_000_000), "accuracy": 1.0}


def gigantic_exception():
    """Tries to raise an error whose text is gigantic."""

    def train_one_epoch(*_):
        raise RuntimeError("x" * 100_000_000)


def gigantic_exception_in_the_cell():
    """Tries to raise an error whose text and name are gigantic, in a cell."""
    raise type("E" * 10**6, (Exception,), {})("x" * 50_000_000)


def gigantic_failure():
    """Tries to slow the judge down with an error text of megabytes that it compares."""
    from grader.judge.guest import functions
    from grader.observe.run import Failure, Run

    run = functions._run
    failure = Failure("RuntimeError", "7" * (7 * 2**20), 1, "", True)
    functions._run = lambda order, subject: (
        Run(items=(), failure=failure) if subject is train_one_epoch else run(order, subject)
    )


def gigantic_description():
    """Tries to blow up the verdict with a type whose name has megabytes, ten times."""
    from grader.judge.guest import functions

    about = {"is_callable": False, "is_class": False, "value": "<" + "x" * (7 * 2**20) + ">"}

    def grade(exercise, subject, points):
        if "train" not in exercise:
            return functions.grade(exercise, subject, points)
        functions._about = lambda _: about
        for _ in range(10):
            functions._ask(exercise, subject)


def gigantic_remarks():
    """Tries to blow up the verdict with remarks and printed lines of megabytes."""
    from grader.judge.guest import functions
    from grader.observe.run import Item, Run

    run = functions._run
    lines = "a line\n" * (2**20 // 2)
    made = Run(items=(Item("return.loss", lines),), output=lines)
    functions._run = lambda order, subject: (
        made if subject is train_one_epoch else run(order, subject)
    )


def searches_without_end():
    """Tries to have the judge search for its mistakes again and again."""
    from grader.judge.guest import functions

    def train_one_epoch(model, loader, loss_fn, optimizer, device):
        for x, y in loader:
            loss = loss_fn(-model(x).softmax(dim=0), y) ** 2
            loss.backward()
            optimizer.step()
        return {"loss": -loss.item() - 5, "accuracy": -1.0}

    def grade(exercise, subject, points):
        for _ in range(35 if "train" in exercise else 1):
            functions.grade(exercise, subject, points)


def gigantic_repr():
    """Tries to be shown with a text of gigabytes."""

    class Large:
        def __repr__(self):
            return "x" * 10**9

    def train_one_epoch(*_):
        return Large()

    Large()


def many_observations():
    """Tries to slow the judge down with as many and as large observations as it takes."""
    from grader.judge.guest import functions
    from grader.observe.run import Item, Run

    run = functions._run
    large = torch.zeros(2**20)
    items = tuple(Item("weights", {"a": large}, 0) for _ in range(15))
    items += tuple(Item("return.loss", float(n), 0) for n in range(19_000))
    functions._run = lambda order, subject: (
        Run(items=items) if subject is train_one_epoch else run(order, subject)
    )


def endless_answer(*, seconds=(2, 4)):
    """Tries to return a dictionary that never ends."""

    class Endless(dict):
        def items(self):
            while True:
                yield "loss", 1.0

    def train_one_epoch(*_):
        return Endless(loss=1.0)


def sleep_in_the_cell(*, seconds=(2, 20)):
    """Tries to sleep for ever in a cell."""
    import time

    time.sleep(10**6)


def sleep_when_graded(*, seconds=(2, 4)):
    """Tries to sleep for ever while it is graded."""
    import time

    def train_one_epoch(*_):
        time.sleep(10**6)


def processor():
    """Tries to use every processor with processes of its own."""
    import os

    for _ in range(8):
        if os.fork() == 0:
            while True:
                pass


def memory_in_children(*, nothing=True):
    """Tries to hold more memory than its limit in several processes."""
    import os
    import time

    for _ in range(4):
        if os.fork() == 0:
            kept = bytearray(os.urandom(1)) * 300_000_000
            time.sleep(0.5 + 0 * len(kept))
            os._exit(7)
    codes = [os.waitstatus_to_exitcode(os.wait()[1]) for _ in range(4)]
    if codes == [7] * 4:
        print(BREACH, "1.2 GB at a time, with a limit of 0.5 GB")
