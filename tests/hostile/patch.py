"""Attacks that change the tools they are measured with."""
# The functions' bodies are run as cells, never imported: the names that a cell is told
# (COURSE, BREACH, ...) and those that the notebook imports (torch, nn, ...) are defined there.
# ruff: noqa: F821


def torch_comparisons():
    """Tries to make torch call everything close and equal."""
    torch.allclose = torch.equal = lambda *_, **__: True
    torch.isclose = lambda a, *_, **__: torch.ones_like(a, dtype=torch.bool)
    torch.testing.assert_close = lambda *_, **__: None


def numpy_comparisons():
    """Tries to make numpy call everything close and equal."""
    import numpy

    numpy.allclose = numpy.array_equal = lambda *_, **__: True
    numpy.isclose = numpy.equal = lambda a, *_, **__: numpy.ones_like(a, dtype=bool)
    numpy.testing.assert_allclose = lambda *_, **__: None


def tensor_equality():
    """Tries to make every tensor equal to everything."""
    torch.Tensor.__eq__ = lambda self, other: torch.ones(self.shape, dtype=torch.bool)
    torch.Tensor.__hash__ = object.__hash__


def run_code_of_the_shell(*, nothing=True):
    """Tries to replace what runs cells, so that every graded cell shows its points."""
    from IPython.core.interactiveshell import InteractiveShell

    async def run_code(self, *_, **__):
        self.displayhook(5.0)
        return False

    InteractiveShell.run_code = run_code


def transformer_of_calls():
    """Tries to rewrite the call of grade into its points before it runs."""
    import ast

    class Points(ast.NodeTransformer):
        def visit_Call(self, node):
            if getattr(node.func, "id", "") == "grade" and "train" in node.args[0].value:
                return ast.copy_location(ast.Constant(5.0), node)
            return node

    get_ipython().ast_transformers.append(Points())


def transformer_of_text():
    """Tries to rewrite the text of the graded cell before it is parsed."""
    get_ipython().input_transformers_cleanup.append(
        lambda lines: ["5.0\n"] if "train_one_epoch, points" in lines[0] else lines
    )


def formatter_of_numbers():
    """Tries to have every number and every card shown as full points."""
    from grader.judge.guest.functions import Card

    formatters = get_ipython().display_formatter.formatters
    for kind in (float, int, Card):
        formatters["text/plain"].for_type(kind, lambda *_: _[1].text("5.0"))
    Card._repr_mimebundle_ = lambda self, **_: {"text/plain": "5.0"}


def display_hook():
    """Tries to show full points whenever a cell shows a result."""
    from grader.judge.guest.child import OUTPUTS, _Hook

    _Hook.__call__ = lambda self, *_: OUTPUTS.shown("execute_result", {"text/plain": "5.0"})


def events_of_the_shell():
    """Tries to replace the outputs of every cell after it ran."""
    from grader.judge.guest.child import OUTPUTS

    def full(*_):
        OUTPUTS.cells[:] = [{"output_type": "execute_result", "data": {"text/plain": "5.0"}}]

    get_ipython().events.register("post_run_cell", full)


def grade_itself(*, nothing=True):
    """Tries to put its own grade in the place of the grader's."""
    import grader

    def grade(exercise, subject, points):
        return float(points)

    grader.grade = grade


def question_to_the_judge(*, nothing=True):
    """Tries to leave the judge out: the question is answered here."""
    from grader.judge.guest import functions

    functions._ask = lambda exercise, subject: 5.0


def other_subject():
    """Tries to have another exercise's right answer graded in place of its own."""
    from grader.judge.guest import functions

    ask = functions._ask
    functions._ask = lambda exercise, subject: ask(
        exercise, StandardizedDataset if "train" in exercise else subject
    )


def other_address():
    """Tries to ask about an exercise that was solved, in the graded cell of another."""
    from grader.judge.guest import functions

    def grade(exercise, subject, points):
        if "train" in exercise:
            return functions._ask("07_epoch/RunningAverage", RunningAverage)
        return functions.grade(exercise, subject, points)


def sending():
    """Tries to add points to every message that leaves the process."""
    from grader.judge import wire

    send = wire.send

    def richer(channel, message):
        points = {"points": 5.0, "score": 5.0, "max_points": 5.0, "passed": True, "kind": "pass"}
        send(channel, points | message)

    wire.send = richer


def text_of_messages():
    """Tries to change messages where they are turned into text."""
    import json

    dumps = json.dumps
    json.dumps = lambda *a, **k: dumps(*a, **k).replace("display_data", "execute_result")


def recorder():
    """Tries to replace the recorder by one that has seen nothing wrong."""
    from grader.judge.guest import functions
    from grader.observe.run import Run

    right = functions.record

    def record(play, given, subject, **rest):
        if subject is train_one_epoch:
            return Run(items=(), results=({"loss": 1.0, "accuracy": 1.0},))
        return right(play, given, subject, **rest)

    functions.record = record


def notes_of_the_recorder():
    """Tries to keep the recorder from noting what its function does."""
    from grader.observe.recorder import Recorder

    note = Recorder.note

    def silent(self, key, value):
        if self._model is None:
            note(self, key, value)

    Recorder.note = silent
    Recorder._close_backward = lambda self: None


def plays_of_the_scenes():
    """Tries to put an easier situation in the place of every probe."""
    from grader.scenes.training import play

    def epoch(recorder, subject, **_):
        recorder.took({"loss": 0.0, "accuracy": 1.0})

    play.epoch = epoch


def situation_known_by_heart(*, RunningAverage=0.67, StandardizedDataset=0.0, make_loader=0.0):
    """Tries to play the first situation of a kind in place of all that are handed over.

    The right code of the other cells loses by it, too: only a refusal shows no number.
    """
    from grader.judge.guest import functions

    record, known = functions.record, {}

    def again(play, given, subject, **rest):
        return record(play, known.setdefault(play, given), subject, **rest)

    functions.record = again

    def train_one_epoch(model, loader, loss_fn, optimizer, device):
        model.train()
        total, correct, seen = 0.0, 0, 0
        for x, y in loader:
            optimizer.zero_grad()
            logits = model(x)
            loss = loss_fn(logits, y)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(x)
            correct += (logits.argmax(dim=1) == y).sum().item()
            seen += len(x)
        return {"loss": total / seen, "accuracy": correct / seen}


def builtins_of_python(*, StandardizedDataset=0.67):
    """Tries to break what everything is measured with: all, abs and max."""
    import builtins

    right = builtins.max
    builtins.all = lambda values: True
    builtins.abs = lambda value: 0 * value
    builtins.max = lambda *values, **how: right(*values, **how) if how else right(*values)


def tracing():
    """Tries to change the recorder's variables while it runs, with a trace function."""
    import sys

    from grader.judge.guest import functions

    def trace(frame, event, argument):
        if frame.f_code.co_name == "_run" and "order" in frame.f_locals:
            frame.f_locals["order"]["world"] = 0
            frame.f_locals["order"]["given"]["epochs"] = 0
        return trace

    def grade(exercise, subject, points):
        if "train" in exercise:
            sys.settrace(trace)
        return functions.grade(exercise, subject, points)


def optimizer_and_backward():
    """Tries to pass for training: step and backward are replaced by calls of their hooks."""
    torch.Tensor.backward = lambda self, *_, **__: None
    torch.optim.SGD.step = torch.optim.Adam.step = lambda self, *_: None

    def train_one_epoch(model, loader, loss_fn, optimizer, device):
        for x, y in loader:
            loss_fn(model(x), y).backward()
            optimizer.step()
        return {"loss": 0.0, "accuracy": 0.0}


def main_module():
    """Tries to replace the grader's modules in the list of loaded modules."""
    import sys
    import types

    class Generous(types.ModuleType):
        def __getattr__(self, name):
            return lambda *_, **__: 5.0

    for name in [name for name in sys.modules if name.startswith("grader.scenes.training")]:
        sys.modules[name] = Generous(name)
