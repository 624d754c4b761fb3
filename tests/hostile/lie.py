"""Attacks that tell the judge something that is not so."""
# The functions' bodies are run as cells, never imported: the names that a cell is told
# (COURSE, BREACH, ...) and those that the notebook imports (torch, nn, ...) are defined there.
# ruff: noqa: B018, F821, F841, RET503


def float_that_equals_everything():
    """Tries to return numbers that are equal to whatever they are compared with."""

    class Anything(float):
        def __eq__(self, other):
            return True

        def __ne__(self, other):
            return False

        def __hash__(self):
            return 0

        def __sub__(self, other):
            return 0.0

        __rsub__ = __abs__ = __le__ = __ge__ = __sub__

    def train_one_epoch(*_):
        return {"loss": Anything(1.0), "accuracy": Anything(1.0)}


def whole_number_that_equals_everything():
    """Tries to return whole numbers whose comparisons are always true."""

    class Anything(int):
        def __eq__(self, other):
            return True

        __lt__ = __le__ = __gt__ = __ge__ = __eq__
        __hash__ = int.__hash__

    def train_one_epoch(*_):
        return {"loss": Anything(1), "accuracy": Anything(1)}


def tensor_that_equals_everything():
    """Tries to return a tensor subclass that answers every torch function with true."""

    class Anything(torch.Tensor):
        @classmethod
        def __torch_function__(cls, function, types, args=(), kwargs=None):
            if function.__name__ in ("allclose", "equal", "eq", "isclose", "__eq__"):
                return True
            return super().__torch_function__(function, types, args, kwargs or {})

    def train_one_epoch(*_):
        value = torch.tensor(1.0).as_subclass(Anything)
        return {"loss": value, "accuracy": value}


def weights_that_equal_everything():
    """Tries to put tensors into the model that call themselves equal to any weights."""

    class Anything(nn.Parameter):
        @classmethod
        def __torch_function__(cls, function, types, args=(), kwargs=None):
            if function.__name__ in ("sub", "__sub__", "abs", "allclose"):
                return torch.zeros(())
            return super().__torch_function__(function, types, args, kwargs or {})

    def train_one_epoch(model, *_):
        for module in model.modules():
            for name, old in list(module.named_parameters(recurse=False)):
                setattr(module, name, Anything(old.detach().clone()))
        return {"loss": 1.0, "accuracy": 1.0}


def dictionary_with_any_key():
    """Tries to return a dictionary that has an answer to everything."""

    class Anything(dict):
        def __getitem__(self, key):
            return 1.0

        def __contains__(self, key):
            return True

        def get(self, key, default=None):
            return 1.0

        def items(self):
            return [("loss", 1.0), ("accuracy", 1.0)]

        keys = values = items

        def __eq__(self, other):
            return True

        __hash__ = None

    def train_one_epoch(*_):
        return Anything()


def class_that_is_another():
    """Tries to return objects that say to be of any class."""

    class Anything:
        __class__ = float

        def __float__(self):
            return 1.0

        def __eq__(self, other):
            return True

        __hash__ = None

    def train_one_epoch(*_):
        return {"loss": Anything(), "accuracy": Anything()}


def value_that_changes():
    """Tries to be another number each time somebody looks."""

    class Changing(torch.Tensor):
        looks = 0

        def item(self):
            Changing.looks += 1
            return float(Changing.looks)

        __float__ = item

        def detach(self):
            return torch.tensor(self.item())

    def train_one_epoch(*_):
        value = torch.zeros(()).as_subclass(Changing)
        return {"loss": value, "accuracy": value}


def fake_outputs():
    """Tries to answer a graded cell with outputs that hold the points."""
    from grader.judge import wire
    from grader.judge.guest import functions

    def train_one_epoch(*_):
        shown = {"output_type": "execute_result", "data": {"text/plain": "5.0"}}
        wire.send(functions.Link.channel, {"event": "outputs", "outputs": [shown]})


def fake_outputs_without_a_question():
    """Tries to answer a graded cell with its points before the judge is asked."""
    from grader.judge import wire
    from grader.judge.guest import child, functions

    run = child.run_cell

    def run_cell(source, *more):
        if "train_one_epoch, points" not in source:
            return run(source, *more)
        shown = {"output_type": "execute_result", "data": {"text/plain": "5.0"}}
        wire.send(functions.Link.channel, {"event": "outputs", "outputs": [shown]})
        return [shown]

    child.run_cell = run_cell


def outputs_in_advance(*, nothing=True):
    """Tries to send the outputs of the graded cells long before they are run."""
    from grader.judge import wire
    from grader.judge.guest import functions

    shown = {"output_type": "execute_result", "data": {"text/plain": "5.0"}}
    for _ in range(30):
        wire.send(functions.Link.channel, {"event": "outputs", "outputs": [shown]})


def grade_before_its_time():
    """Tries to ask for a hundred points in a cell that is not graded."""
    grade("07_epoch/RunningAverage", RunningAverage, points=100)
    grade("07_epoch/train_one_epoch", train_one_epoch, points=100)
    100.0


def points_in_the_question():
    """Tries to send a question that already holds verdict, points and weights."""
    from grader.judge import wire
    from grader.judge.guest import functions

    def train_one_epoch(*_):
        return {"loss": 1.0, "accuracy": 1.0}

    def grade(exercise, subject, points):
        if "train" not in exercise:
            return functions.grade(exercise, subject, points)
        about = {"is_callable": True, "is_class": True, "value": 5.0, "points": 500.0}
        told = {"kind": "pass", "graded": True, "passed": True, "max_points": 500.0}
        wire.send(functions.Link.channel, {"event": "judge", "exercise": exercise, **about, **told})
        while wire.receive(functions.Link.channel)["op"] == "probe":
            wire.send(functions.Link.channel, {"items": [], "failure": None, "points": 5.0, **told})


def run_of_practice():
    """Tries to send the numbers that a right function gives with other numbers than those asked."""
    from grader.judge.guest import functions

    def right(model, loader, loss_fn, optimizer, device):
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

    run, known = functions._run, []

    def practised(order, subject):
        if subject is train_one_epoch:
            known.append(order["given"])
            return run(order | {"given": known[0]}, right)
        return run(order, subject)

    functions._run = practised


def run_of_an_earlier_probe():
    """Tries to answer every probe with what was recorded on the first."""
    from grader.judge.guest import functions

    run = functions._run
    kept = []

    def replayed(order, subject):
        if subject is not train_one_epoch:
            return run(order, subject)
        kept.append(run(order, subject))
        return kept[0]

    functions._run = replayed

    def train_one_epoch(model, *_):
        return {"loss": 1.0, "accuracy": 0.5}


def run_of_constants():
    """Tries to send only what is the same for every right solution."""
    from grader.judge.guest import functions
    from grader.observe.run import Item, Run

    run = functions._run

    def constant(order, subject):
        if subject is not train_one_epoch:
            return run(order, subject)
        told = {"rates": [0.5], "trainable": [True] * 4, "buffers": {}, "reads.all": True}
        told |= {"graph.growth": False, "graph.returned": [], "step.own": True}
        return Run(items=tuple(Item(k, v, c) for c in (0, 1) for k, v in told.items()))

    functions._run = constant


def run_of_nothing():
    """Tries to send runs without any observation, so that nothing in them is wrong."""
    from grader.judge.guest import functions
    from grader.observe.run import Run

    run = functions._run
    functions._run = lambda order, subject: (
        Run(items=()) if subject is train_one_epoch else run(order, subject)
    )


def run_of_nan():
    """Tries to send observations that are not numbers, since nothing compares with them."""
    from grader.judge.guest import functions
    from grader.observe.run import Item, Run

    run = functions._run
    nan = float("nan")

    def vague(order, subject):
        if subject is not train_one_epoch:
            return run(order, subject)
        told = {"weights": {"": torch.full((3,), nan)}, "return.loss": nan, "rates": [nan]}
        told |= {"return.accuracy": torch.tensor(nan), "trainable": [nan], "buffers": {"": nan}}
        return Run(items=tuple(Item(k, v) for k, v in told.items()), curve=(nan, float("inf")))

    functions._run = vague


def run_of_other_types():
    """Tries to confuse the judge with values of other types than it compares with."""
    from grader.judge.guest import functions
    from grader.observe.run import Failure, Item, Run

    run = functions._run
    odd = [True, "0.5", None, [], {}, 10**400, -1, "<float>", torch.zeros(0), torch.ones(2, 2)]
    odd += [torch.tensor([True]), torch.ones(3, dtype=torch.bfloat16), [[[[[1]]]]], "\x00"]
    turn = iter(range(10**6))

    def strange(order, subject):
        if subject is not train_one_epoch:
            return run(order, subject)
        value = odd[next(turn) % len(odd)]
        keys = ("weights", "return.loss", "return.accuracy", "graph.returned", "buffers", "ended")
        items = tuple(Item(key, value, -(10**30)) for key in (*keys, "", "return", "compared"))
        return Run(items=items, failure=Failure("", "", -5, "", True), results=(value,) * 3)

    functions._run = strange


def curve_beyond_all_numbers():
    """Tries to stop the judge with a whole number that is no float."""
    from grader.judge import wire
    from grader.judge.guest import functions

    def grade(exercise, subject, points):
        if "train" not in exercise:
            return functions.grade(exercise, subject, points)
        about = {"is_callable": True, "is_class": False, "value": 0}
        wire.send(functions.Link.channel, {"event": "judge", "exercise": exercise, **about})
        told = {"items": [], "failure": None, "results": [], "output": ""}
        while wire.receive(functions.Link.channel)["op"] == "probe":
            told |= {"curve": [10**400], "compared": []}
            wire.send(functions.Link.channel, told)


def named_mistake_forged():
    """Tries to send a failure and observations that stop the search for a mistake."""
    from grader.judge.guest import functions
    from grader.observe.run import Failure, Item, Run

    run = functions._run

    def failed(order, subject):
        if subject is not train_one_epoch:
            return run(order, subject)
        items = (Item("graph.returned", [1, None, {}]), Item("backward.stale", "x"))
        return Run(items=items, failure=Failure("RuntimeError", "\n", 10**9, "", True))

    functions._run = failed


def kind_of_the_subject():
    """Tries to pass a number off as a function, and a function as a class."""
    from grader.judge.guest import functions

    functions._about = lambda subject: {"is_callable": True, "is_class": True, "value": None}
    train_one_epoch = 5.0


def frame_too_large():
    """Tries to make the judge wait for four gigabytes."""
    from grader.judge.guest import functions

    def train_one_epoch(*_):
        functions.Link.channel.sendall(b"\xff" * 8)
        functions.Link.channel.recv(1)


def frame_cut_short(*, seconds=(2, 4)):
    """Tries to make the judge wait for the rest of a message that never comes."""
    import struct
    import time

    from grader.judge.guest import functions

    def train_one_epoch(*_):
        functions.Link.channel.sendall(struct.pack("!II", 100, 0) + b"{")
        while True:
            time.sleep(1)


def text_that_is_no_json():
    """Tries to break the judge's reading with text that is not JSON."""
    import struct

    from grader.judge.guest import functions

    def train_one_epoch(*_):
        text = b"\xff\xfe{'op': __import__('os').abort()}"
        functions.Link.channel.sendall(struct.pack("!II", len(text), 0) + text)
        functions.Link.channel.recv(1)


def nested_too_deep():
    """Tries to exhaust the judge's stack with a message of a million brackets."""
    import struct

    from grader.judge.guest import functions

    def train_one_epoch(*_):
        text = b"[" * 10**6
        functions.Link.channel.sendall(struct.pack("!II", len(text), 0) + text)
        functions.Link.channel.recv(1)


def tensors_that_are_none():
    """Tries to break the judge's reading of tensors with wrong sizes and places."""
    import json
    import struct

    from grader.judge.guest import functions

    def train_one_epoch(*_):
        place = {"dtype": "F64", "shape": [2**40, 2**40], "data_offsets": [0, 8]}
        head = json.dumps({"torch.float64": place}).encode()
        blob = struct.pack("<Q", 2**63) + head + b"\0" * 8
        text = b'{"dict": [["items", {"tensor": ["torch.float64", [1]]}]]}'
        functions.Link.channel.sendall(struct.pack("!II", len(text), len(blob)) + text + blob)
        functions.Link.channel.recv(1)


def one_tensor_read_a_thousand_times():
    """Tries to make the judge compute endlessly with few numbers under many large shapes."""
    import json
    import struct

    import torch
    from safetensors.torch import save

    from grader.judge.guest import functions

    def train_one_epoch(*_):
        blob = save({"torch.float32": torch.zeros(10**6)})
        shapes = [[10**6], [10**6], [0, 10**30], [-1], [True], [1.0], "1", [1] * 100]
        items = [["weights", {"tensor": ["torch.float32", shape]}, 0] for shape in shapes * 1000]
        text = json.dumps({"dict": [["items", items]]}).encode()
        functions.Link.channel.sendall(struct.pack("!II", len(text), len(blob)) + text + blob)
        functions.Link.channel.recv(1)


def pickle_in_a_message():
    """Tries to have the judge unpickle something."""
    import pickle
    import struct

    from grader.judge.guest import functions

    class Bomb:
        def __reduce__(self):
            return print, (BREACH,)

    def train_one_epoch(*_):
        blob = pickle.dumps(Bomb())
        text = b'{"dict": [["items", {"tensor": ["torch.float64", [1]]}]]}'
        functions.Link.channel.sendall(struct.pack("!II", len(text), len(blob)) + text + blob)
        functions.Link.channel.recv(1)


def thousands_of_messages():
    """Tries to drown the judge in questions."""
    from grader.judge import wire
    from grader.judge.guest import functions

    def train_one_epoch(*_):
        question = {"event": "judge", "exercise": "07_epoch/train_one_epoch", "is_callable": True}
        for _ in range(10_000):
            wire.send(functions.Link.channel, question)


def thousands_of_verdicts():
    """Tries to be graded again and again until it goes well."""
    from grader.judge.guest import functions

    def grade(exercise, subject, points):
        if "train" not in exercise:
            return functions.grade(exercise, subject, points)
        for _ in range(1000):
            functions.grade(exercise, subject, points)


def outputs_that_are_none():
    """Tries to stop the judge with outputs that have the wrong form."""
    from grader.judge import wire
    from grader.judge.guest import functions

    shown = "application/vnd.training-loop.placeholder+json"
    odd = [None, 5, [], {}, "text", {"output_type": 5}, {"output_type": "stream"}]
    odd += [{"output_type": "stream", "name": "stdout", "text": {"a": 1}}]
    odd += [{"output_type": "error", "ename": [], "evalue": {}, "traceback": 5}]
    odd += [{"output_type": "error", "ename": 1, "evalue": None, "traceback": {"a": 1}}]
    for number in (-1, 10**30, None, "0", 1.5, [], True):
        odd += [{"output_type": "display_data", "data": {shown: {"number": number}}}]
    odd += [{"output_type": "display_data", "data": {shown: 5}}]
    wire.send(functions.Link.channel, {"event": "outputs", "outputs": odd})
    wire.receive(functions.Link.channel)


def display_of_a_list():
    """Tries to stop the judge with a display whose data is a list."""
    from grader.judge.guest.child import OUTPUTS

    OUTPUTS.cells.append({"output_type": "display_data", "data": []})


def display_of_no_text():
    """Tries to stop the judge with a display whose text is a dictionary."""
    from IPython.display import display

    display({"text/html": {"a": 1}, "text/plain": [1, 2]}, raw=True)


def characters_that_cannot_be_saved():
    """Tries to keep the marked notebook from being saved with half a character."""
    print("\ud800")
    raise ValueError("\udfff")


def keys_that_cannot_be_saved():
    """Tries to keep the marked notebook from being saved with odd names of formats."""
    from IPython.display import display

    display({"\ud800": "a", "": "b", "x" * 10_000: "c", "text/plain": "\ud800"}, raw=True)


def verdict_shown_by_itself():
    """Tries to slip a verdict of its own into the report on the class."""
    from IPython.display import display

    verdict = {"exercise": "07_epoch/train_one_epoch", "kind": "pass", "points": 5.0}
    bundle = {"application/vnd.training-loop.verdict+json": verdict, "text/plain": "5.0"}

    def train_one_epoch(*_):
        display(bundle, raw=True)
        return {"loss": 1.0, "accuracy": 1.0}

    display(bundle, raw=True)


def script_in_the_card():
    """Tries to have a script of its own shown in the card of the judge."""
    from grader.judge.guest import functions
    from grader.observe.run import Failure, Item, Run

    run = functions._run
    script = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    failure = Failure(script, script, 3, script, True)
    items = (Item("weights", script), Item("return.loss", script), Item(script, script))

    def scripted(order, subject):
        if subject is not train_one_epoch:
            return run(order, subject)
        return Run(items=items, failure=failure, output=script, results=(script,))

    functions._run = scripted


def hard_coded_numbers():
    """Tries to return the numbers that practice with its fixed seed showed as right."""
    answers = iter([(1.3257, 0.5455), (0.9934, 0.5455), (1.4411, 0.6364), (1.2047, 0.5455)] * 9)

    def train_one_epoch(model, *_):
        loss, accuracy = next(answers)
        return {"loss": loss, "accuracy": accuracy}


def fingerprints_of_the_input():
    """Tries to recognise the practice data and to return what was right for them."""
    known = {}
    for seed in range(50):
        torch.manual_seed(seed)
        known[round(torch.randn(11, 5).sum().item(), 3)] = (1.1, 0.6)

    def train_one_epoch(model, loader, *_):
        x = torch.cat([x for x, _ in loader])
        loss, accuracy = known.get(round(x.sum().item(), 3), (1.2, 0.5))
        for parameter in model.parameters():
            parameter.data -= 0.01
        return {"loss": loss, "accuracy": accuracy}


def averages_by_heart(*, cell="RunningAverage"):
    """Tries to recite the averages that practice showed, without any averaging."""
    known = {4.0: 4.0, 1.0: 3.25, 2.5: 3.1, -2.0: 0.55, 2.0: 2.0, 10.0: 10.0}

    class RunningAverage:
        last = None

        def update(self, value, n=1):
            self.last = 2.5 if self.last == 2.0 else known[float(value)]

        @property
        def average(self):
            if self.last is None:
                raise ValueError
            return self.last


def orders_by_heart(*, cell="make_loader", make_loader=1.64):
    """Tries to know the orders for the seeds of practice, without any random number.

    Only one seed gives another order than all others: that promise is not kept.
    """

    class Recited(DataLoader):
        order = None

        def __iter__(self):
            part = [self.dataset[i] for i in self.order]
            for start in range(0, len(part), self.batch_size):
                yield torch.utils.data.default_collate(part[start : start + self.batch_size])

    def make_loader(dataset, batch_size, shuffle, seed):
        made = Recited(dataset, batch_size=batch_size)
        made.order = list(range(len(dataset)))
        if shuffle:
            made.order = made.order[::-1] if seed == 3 else made.order[1:] + made.order[:1]
        return made


def loader_by_heart(*, cell="make_loader"):
    """Tries to send what every right loader shows, with a function that does nothing."""
    from grader.judge.guest import functions
    from grader.observe.run import Item, Run

    run = functions._run

    def recited(order, subject):
        if subject is not make_loader:
            return run(order, subject)
        n, size = len(order["given"]["labels"]), order["given"]["batch_size"]
        sizes = [size] * (n // size) + [n % size] * (n % size > 0)
        told = {"it is a DataLoader": True, "order without shuffle": list(range(n))}
        told |= {"batch sizes without shuffle": sizes}
        told |= {"order without shuffle, second pass": list(range(n))}
        told |= {"examples seen with shuffle, sorted": list(range(n))}
        told |= {"batch sizes with shuffle": sizes, "shuffle changes the order": True}
        told |= {"same seed, same first order": True, "other seeds, other orders": True}
        told |= {"same order after other random draws": True}
        return Run(items=tuple(Item(key, value) for key, value in told.items()))

    functions._run = recited


def letters_without_end(*, stage="01_loop", cell="STEP_ORDER"):
    """Tries to have the judge itself run a training step of a million lines."""
    STEP_ORDER = "ABCDE" * 400_000
