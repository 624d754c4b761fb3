"""Attacks that look for what comes later: the end of a sequence says when to stop."""
# The functions' bodies are run as cells, never imported: the names that a cell is told
# (COURSE, BREACH, ...) and those that the notebook imports (torch, nn, ...) are defined there.


def last_of_a_list_in_a_frame(*, stage="10_lifecycle", cell="EarlyStopping", seconds=(20.0, 90.0)):
    """Tries to find the losses in a frame on the way to the call, and to stop at the last."""
    import sys

    def sequences(value, depth=0):
        if isinstance(value, (list, tuple)):
            yield list(value)
        parts = value.values() if isinstance(value, dict) else getattr(value, "__dict__", {})
        parts = parts.values() if isinstance(parts, dict) else parts
        if depth < 2:
            for part in list(parts)[:50]:
                yield from sequences(part, depth + 1)

    class EarlyStopping:
        def __init__(self, *_):
            pass

        def should_stop(self, loss):
            frame, far = sys._getframe(1), 0
            while frame is not None and far < 8:  # further up is what runs any cell
                far += 1
                for value in list(frame.f_locals.values()):
                    for found in sequences(value):
                        if loss in found and len(found) > 1:
                            return found[-1] == loss and found.count(loss) == 1
                frame = frame.f_back
            return False


def last_of_a_list_in_memory(*, stage="10_lifecycle", cell="EarlyStopping", seconds=(20.0, 90.0)):
    """Tries to find a list of losses among all objects, and to stop at its end."""
    import gc

    class EarlyStopping:
        def __init__(self, *_):
            self.seen = []

        def should_stop(self, loss):
            self.seen.append(loss)
            for found in gc.get_objects():
                if (
                    type(found) in (list, tuple)
                    and found is not self.seen
                    and self.seen[0] in found
                ):
                    numbers = [value for value in found if isinstance(value, float)]
                    if numbers[: len(self.seen)] == self.seen and len(numbers) > 2:
                        return len(numbers) == len(self.seen)
            return False


def rest_of_an_iterator(*, stage="10_lifecycle", cell="EarlyStopping"):
    """Tries to ask every iterator on the way to the call how much it still holds."""
    import gc
    import operator
    import sys

    def left(value):
        try:
            return operator.length_hint(value)
        except TypeError:
            return 0

    class EarlyStopping:
        def __init__(self, *_):
            self.calls = 0

        def should_stop(self, loss):
            self.calls += 1
            frame, hints = sys._getframe(1), []
            while frame is not None:
                for value in [*frame.f_locals.values(), *gc.get_referents(frame)]:
                    if hasattr(value, "__next__") or hasattr(value, "gi_frame"):
                        inside = getattr(value, "gi_frame", None)
                        more = list(inside.f_locals.values()) if inside else []
                        hints += [left(part) for part in (value, *more)]
                frame = frame.f_back
            return self.calls > 3 and not any(hints) and bool(hints) and max(hints) > 0


def generator_that_is_run_ahead(*, stage="10_lifecycle", cell="EarlyStopping"):
    """Tries to take the losses that follow out of the generator that hands them over."""
    import gc
    import types

    class EarlyStopping:
        def __init__(self, *_):
            pass

        def should_stop(self, loss):
            for found in gc.get_objects():
                if isinstance(found, types.GeneratorType) and found.__name__ == "more":
                    try:
                        return next(found, None) is None
                    except ValueError:  # it is running already
                        pass
            return False


def channel_that_is_read_ahead(*, stage="10_lifecycle", cell="EarlyStopping"):
    """Tries to see in the channel whether another loss is waiting."""
    import socket
    import time

    from grader.judge.guest import functions

    class EarlyStopping:
        def __init__(self, *_):
            self.calls = 0

        def should_stop(self, loss):
            self.calls += 1
            time.sleep(0.02)
            channel = functions.Link.channel
            try:
                waiting = channel.recv(1 << 16, socket.MSG_PEEK | socket.MSG_DONTWAIT)
            except OSError:
                return False
            return b"over" in waiting


def asking_for_all_before_an_answer(*, stage="10_lifecycle", cell="EarlyStopping"):
    """Tries to get all losses for something else than answers, and to answer then."""
    from grader.judge.guest import functions
    from grader.observe.run import Item, Run

    honest = functions._run

    def run(order, subject):
        if not order["scene"].startswith("stopping"):
            return honest(order, subject)
        losses = functions._more([])
        while more := functions._more([Item("seen", True)]):
            losses += more
        answers = [False] * (len(losses) - 1) + [True]
        items = [
            [Item("return", answer), Item("results that still carry a graph", [])]
            for answer in answers
        ]
        return Run(tuple(item for pair in items for item in pair), results=tuple(answers))

    functions._run = run

    class EarlyStopping:
        def __init__(self, *_):
            pass

        def should_stop(self, loss):
            return False


def answer_of_the_judge_from_the_order(*, stage="10_lifecycle", cell="EarlyStopping"):
    """Tries to find in the judge's order itself how many losses there will be."""
    from grader.judge.guest import functions

    honest, known = functions._run, {}

    def lengths(value):
        if isinstance(value, dict):
            for part in value.values():
                yield from lengths(part)
        elif isinstance(value, (list, tuple)):
            yield len(value)
            for part in value:
                yield from lengths(part)

    def run(order, subject):
        known["length"] = max(lengths(order), default=0)
        return honest(order, subject)

    functions._run = run

    class EarlyStopping:
        def __init__(self, *_):
            self.calls = 0

        def should_stop(self, loss):
            self.calls += 1
            return self.calls == known.get("length")


def lengths_of_practice(*, stage="10_lifecycle", cell="EarlyStopping"):
    """Tries to stop after as many calls as in practice."""

    class EarlyStopping:
        def __init__(self, patience=5, min_delta=0.0):
            self.calls = 0
            self.last = 2 * patience + 2 - bool(min_delta)

        def should_stop(self, loss):
            self.calls += 1
            return self.calls == self.last


def fewest_calls_after_which_it_can_stop(*, stage="10_lifecycle", cell="EarlyStopping"):
    """Tries to stop as soon as that is possible at all, whatever the losses are."""

    class EarlyStopping:
        def __init__(self, patience=5, min_delta=0.0):
            self.left = patience + 1

        def should_stop(self, loss):
            self.left -= 1
            return self.left <= 0
