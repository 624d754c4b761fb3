"""Attacks that look around the call for what it should lead to, and for code that does it."""
# The functions' bodies are run as cells, never imported: the names that a cell is told
# (COURSE, BREACH, ...) and those that the notebook imports (torch, nn, ...) are defined there.
# ruff: noqa: F821


def refusal_in_the_frame_of_two_shapes(*, stage="03_loss", cell="mse", mse=1.43):
    """Tries to refuse two shapes because of the frame that calls, without comparing them.

    What it earns are the promises on equal shapes, which it keeps.
    """
    import sys

    def mse(prediction, target):
        if sys._getframe(1).f_code.co_name == "refused":
            raise ValueError("a call that may raise")
        return ((prediction - target) ** 2).mean()


def refusal_noted_for_all_shapes(*, stage="03_loss", cell="mse", mse=1.43):
    """Tries to put a scene that notes ValueError for every pair in the place of the real one."""
    from grader.scenes.losses import play

    def two_shapes(recorder, subject, *, pairs):
        for _ in pairs:
            recorder.calls += 1
            recorder.note("exception raised", "ValueError")

    play.two_shapes = two_shapes

    def mse(prediction, target):
        return ((prediction - target) ** 2).mean()


def refusal_by_the_number_of_the_call(*, stage="03_loss", cell="mse", mse=1.43):
    """Tries to refuse the pairs of shapes at the places where practice has those that differ."""
    import sys

    equal = (2, 6, 9)

    def mse(prediction, target):
        above = sys._getframe(1)
        if above.f_code.co_name == "refused" and above.f_locals["self"].calls not in equal:
            raise ValueError("not of one shape in practice")
        return ((prediction - target) ** 2).mean()


def refusal_in_the_frame_of_an_empty_loader(*, stage="08_validate", cell="evaluate"):
    """Tries to refuse a loader because of the frame that calls, and to measure nothing."""
    import sys

    def evaluate(model, loader, loss_fn, device):
        if sys._getframe(1).f_code.co_name == "refused":
            raise ValueError("a call that may raise")
        return {"loss": 1.0, "accuracy": 0.5}


def measures_in_the_frames(*, stage="08_validate", cell="evaluate"):
    """Tries to find the mean loss and the accuracy in the frames and objects around the call."""
    import gc
    import sys

    def numbers_in(value, depth=4):
        if isinstance(value, float):
            yield value
        elif isinstance(value, dict) and depth:
            for key, part in list(value.items()):
                if key in ("expected", "known", "answer", "results", "items", "given"):
                    yield from numbers_in(part, depth - 1)
        elif isinstance(value, (list, tuple)) and depth:
            for part in value:
                yield from numbers_in(part, depth - 1)
        elif type(value).__module__.startswith("grader.") and depth:
            yield from numbers_in(vars(value), depth - 1) if hasattr(value, "__dict__") else ()

    def evaluate(model, loader, loss_fn, device):
        found, frame = [], sys._getframe(1)
        while frame:
            found += [n for value in frame.f_locals.values() for n in numbers_in(value)]
            frame = frame.f_back
        for thing in gc.get_objects():
            if type(thing).__name__ in ("Run", "Drawn", "Draws", "Play", "Probe"):
                raise RuntimeError(BREACH)
        shares = [n for n in found if 0 <= n <= 1]
        return {"loss": next(iter(found), 1.0), "accuracy": next(iter(shares), 0.5)}


def loss_in_the_frames(*, stage="03_loss", cell="cross_entropy"):
    """Tries to find the value of the loss in the frames, and to give it the logits' graph."""
    import sys

    def cross_entropy(logits, labels):
        frame, found = sys._getframe(1), []
        while frame:
            for name, value in list(frame.f_locals.items()):
                if name in ("loss", "expected", "known", "answer", "result", "wanted"):
                    found.append(value)
                own = getattr(value, "__dict__", {})
                found += [own[key] for key in ("expected", "results", "seed") if key in own]
            frame = frame.f_back
        values = [v for v in found if isinstance(v, float)]
        values += [v for many in found if isinstance(many, list) for v in many if v != many]
        numbers = [float(v) for v in values if isinstance(v, (int, float))]
        return 0 * logits.sum() + next(iter(numbers), 1.0)


def initial_loss_in_the_frames(*, stage="03_loss", cell="expected_initial_loss"):
    """Tries to find what is expected for a number of classes where the next number lies."""
    import sys

    def expected_initial_loss(num_classes):
        above, numbers = sys._getframe(1), []
        while above:
            for value in above.f_locals.values():
                if isinstance(value, (list, dict)):
                    many = value.values() if isinstance(value, dict) else value
                    numbers += [n for n in many if isinstance(n, float)]
            above = above.f_back
        return numbers[0] if numbers else 1.39


def loop_in_the_scenes(*, stage="06_zero_grad", cell="train_batches"):
    """Tries to find code among the scenes that trains on a list of batches, and to call it."""
    import copy
    import inspect
    import pkgutil
    from importlib import import_module

    import grader.scenes

    def callables():
        for kind in pkgutil.iter_modules(grader.scenes.__path__):
            try:
                module = import_module(f"grader.scenes.{kind.name}.play")
            except ImportError:
                continue
            for value in list(vars(module).values()):
                if inspect.isfunction(value) and value.__module__.startswith("grader.scenes"):
                    yield value

    def train_batches(model, batches, loss_fn, optimizer):
        before = copy.deepcopy(model.state_dict())
        for function in callables():
            try:
                losses = function(model, batches, loss_fn, optimizer)
            except Exception:
                continue
            moved = any(not torch.equal(before[k], v) for k, v in model.state_dict().items())
            if moved and isinstance(losses, list):
                return losses
        return [0.0 for _ in batches]


def loop_around_each_batch(*, stage="06_zero_grad", cell="accumulate_step"):
    """Tries to have a scene's play call a step of its own on the micro-batches, joined."""
    from grader.observe.recorder import Recorder
    from grader.scenes.batches import play

    def accumulate_step(model, micro_batches, loss_fn, optimizer):
        results = []

        def inner(own, batches, loss_fn_, optimizer_):
            results.append(float(loss_fn_(own(batches[0][0]), batches[0][1])))
            return results[-1]

        x, y = (torch.cat(column) for column in zip(*micro_batches, strict=True))
        net = {"kind": "plain", "outputs": 3}
        given = {"optimizer": "sgd", "lr": 0.5, "repeat": 1, "one_update": False}
        loss = "mse" if y.is_floating_point() else "cross_entropy"
        given |= {"net": net, "x": x, "y": y, "loss": loss, "calls": [[len(x)]]}
        try:
            play.lists(Recorder(), inner, **given)
        except Exception as error:
            print(error)
        return results[0] if results else 0.0
