"""Attacks that look ahead, or remember, where something is to be computed."""
# The functions' bodies are run as cells, never imported: the names that a cell is told
# (COURSE, BREACH, ...) and those that the notebook imports (torch, nn, ...) are defined there.
# ruff: noqa: F821, RET503


def best_epoch_by_heart(
    *, stage="13_capstone", cell="run_experiment", seconds=(30.0, 120.0), run_experiment=6.84
):
    """Tries to know from practice which epoch is the best and where training stops.

    What it earns are promises that do not hang on it: it trains and measures as it should, learns
    and repeats.
    """
    import copy

    def run_experiment(model, train, val, *, epochs, batch_size, max_norm, seed, lr, **_):
        torch.manual_seed(seed)
        loader = torch.utils.data.DataLoader(train, batch_size=batch_size, shuffle=True)
        x_val, y_val = val.tensors
        optimizer = torch.optim.SGD(model.parameters(), lr=lr)
        told = {k: [] for k in ("train_loss", "train_accuracy", "val_loss", "val_accuracy")}
        stop, best = (6, 3) if epochs > 7 else (epochs, epochs - 1)
        for epoch in range(stop):
            model.train()
            total, hits = 0.0, 0
            for x, y in loader:
                optimizer.zero_grad()
                logits = model(x)
                loss = nn.functional.cross_entropy(logits, y)
                loss.backward()
                nn.utils.clip_grad_norm_(model.parameters(), max_norm)
                optimizer.step()
                total += loss.item() * len(x)
                hits += (logits.argmax(1) == y).sum().item()
            told["train_loss"].append(total / len(train))
            told["train_accuracy"].append(hits / len(train))
            model.eval()
            with torch.no_grad():
                logits = model(x_val)
            told["val_loss"].append(nn.functional.cross_entropy(logits, y_val).item())
            told["val_accuracy"].append((logits.argmax(1) == y_val).float().mean().item())
            if epoch == best:
                weights = copy.deepcopy(model.state_dict())
        model.load_state_dict(weights)
        return told | {"best_epoch": best}


def levels_asked_for_ahead(*, stage="13_capstone", cell="run_experiment"):
    """Tries to fetch the levels of all epochs at once, and to tell the best one from them."""

    def run_experiment(model, train, val, *, epochs, **_):
        levels = model.net.levels
        for number in range(epochs):
            levels.recorder.note(f"made up {number}", number)
            levels.of(number)
        best = levels.known.index(min(levels.known)) - 4
        losses = [float(level) for level in levels.known[: best + 3]]
        told = dict.fromkeys(("train_loss", "train_accuracy", "val_loss", "val_accuracy"), losses)
        model.net.seen.fill_(best + 1)
        return told | {"best_epoch": best}


def levels_that_never_change(*, stage="13_capstone", cell="run_experiment"):
    """Tries to put a model that does not drift in the place of the real one, and to recite."""
    from grader.scenes.experiment import play

    play.Levels.of = lambda self, epoch: 0.0
    play.Drifting.forward = lambda self, x: 0 * self.linear(x[:, :-1])

    def run_experiment(model, train, val, *, epochs, **_):
        (x, y), (_, y_val) = train.tensors, val.tensors
        nn.functional.cross_entropy(model(x), y).backward()
        told = {"train_loss": [1.0986] * epochs, "val_loss": [1.0986] * epochs}
        told["train_accuracy"] = [(y == 0).float().mean().item()] * epochs
        told["val_accuracy"] = [(y_val == 0).float().mean().item()] * epochs
        return told | {"best_epoch": 0}


def history_from_memory(*, stage="13_capstone", cell="run_experiment"):
    """Tries to repeat a history by remembering what it returned for a seed."""
    remembered = {}

    def run_experiment(model, train, val, *, epochs, seed, **_):
        if seed not in remembered:
            numbers = torch.rand(epochs).tolist()
            keys = ("train_loss", "train_accuracy", "val_loss", "val_accuracy")
            remembered[seed] = dict.fromkeys(keys, numbers)
            remembered[seed]["best_epoch"] = numbers.index(min(numbers))
            model.train()
            for i in torch.randperm(len(train)).tolist():
                model(train[i][0][None]).sum().backward()
        return remembered[seed]


def calls_to_come(*, stage="13_capstone", cell="run_experiment"):
    """Tries to find in the frames which call must repeat which, and how many there will be."""
    import sys

    def run_experiment(model, train, val, *, epochs, seed, **_):
        frame, seeds = sys._getframe(), []
        while frame:
            for value in list(frame.f_locals.values()):
                parts = value if isinstance(value, (list, tuple)) else [value]
                settings = [p for p in parts if isinstance(p, dict) and "seed" in p]
                seeds += [p["seed"] for p in settings if p["seed"] != seed]
            frame = frame.f_back
        if seeds:
            raise RuntimeError(BREACH)
        return dict.fromkeys(("train_loss", "val_loss"), [1.0] * epochs) | {"best_epoch": 0}


def label_of_a_loss(*, stage="09_stability", cell="check_finite"):
    """Tries to refuse a loss by what it is called, or said to be, in the frames and objects."""
    import gc
    import sys

    words = ("nan", "plain nan", "inf", "plain inf", "-inf", "plain -inf")

    def told(value, depth=3):
        if isinstance(value, str):
            yield value in words
        elif isinstance(value, dict) and depth:
            for key, part in list(value.items()):
                yield key in ("finite", "known", "kind", "refused") and part in (False, *words)
                yield from told(part, depth - 1)
        elif isinstance(value, (list, tuple)) and depth:
            for part in value:
                yield from told(part, depth - 1)

    def check_finite(loss):
        frame = sys._getframe().f_back
        while frame and frame.f_code.co_name != "_run":
            if any(told(dict(frame.f_locals))):
                raise FloatingPointError
            frame = frame.f_back
        names = {type(thing).__name__ for thing in gc.get_objects()}
        if names & {"Drawn", "Draws", "Play", "Probe"}:
            raise FloatingPointError


def refusal_by_counting_losses(*, stage="09_stability", cell="check_finite"):
    """Tries to refuse losses at the places where practice has those that are not finite."""
    refused = {10, 11, 15, 18, 20, 21}
    calls = iter(range(10_000))

    def check_finite(loss):
        if next(calls) in refused:
            raise FloatingPointError


def other_exceptions_for_all_losses(*, stage="09_stability", cell="check_finite"):
    """Tries to end every call with an exception, since a reader makes sense of it later."""

    def check_finite(loss):
        raise FloatingPointError if loss.requires_grad else ValueError


def norm_from_another_half(*, stage="09_stability", cell="clip_gradients"):
    """Tries to import what measures gradients, or draws them, outside of the sandbox."""
    from importlib import import_module

    names = ("clipping.read", "clipping.draw", "experiment.read", "experiment.draw", "draws")

    def clip_gradients(parameters, max_norm):
        gradients = {i: p.grad for i, p in enumerate(parameters) if p.grad is not None}
        for name in names:
            try:
                module = import_module(f"grader.scenes.{name}")
            except ImportError:
                continue
            print(BREACH, name)
            return module.norm(gradients)


def norm_in_the_scenes(*, stage="09_stability", cell="clip_gradients"):
    """Tries to find code in the sandbox that takes gradients and returns how long they are."""
    import inspect
    import sys

    def clip_gradients(parameters, max_norm):
        gradients = [p.grad for p in parameters if p.grad is not None]
        forms = (gradients, dict(enumerate(gradients)), iter(gradients))
        for name, module in list(sys.modules.items()):
            if not name.startswith("grader.scenes."):
                continue
            for _, function in inspect.getmembers(module, inspect.isfunction):
                for form in forms if function.__module__ == name else ():
                    try:
                        length = function(form)
                    except Exception:
                        continue
                    if type(length) is float and length > 0:
                        for gradient in gradients:
                            gradient.mul_(min(1.0, max_norm / length))
                        return length


def step_in_the_scenes(*, stage="09_stability", cell="clipped_step"):
    """Tries to find code in the sandbox that takes a step for it, or a part of one."""
    import inspect
    import sys

    scenes = [m for name, m in list(sys.modules.items()) if name.startswith("grader.scenes.")]
    found = [f for scene in scenes for _, f in inspect.getmembers(scene, inspect.isfunction)]
    found = [f for f in found if "groups" not in f.__module__]  # some of those end the process

    def clipped_step(model, x, y, loss_fn, optimizer, max_norm):
        given = (model, x, y, loss_fn, optimizer, max_norm)
        for function in found:
            for arguments in (given, given[:-1], (model, [(x, y)], loss_fn, optimizer)):
                try:
                    norm = function(*arguments)
                except Exception:
                    continue
                if isinstance(norm, float):
                    return norm
        return 1.0


def losses_of_a_sweep_in_the_frames(*, stage="09_stability", cell="lr_range_test"):
    """Tries to find the losses that each rate ends with in the frames and in ``make_model``."""
    import sys

    def lr_range_test(make_model, x, y, loss_fn, learning_rates, steps):
        frame = sys._getframe().f_back
        cells = make_model.__closure__ or ()
        values = [cell.cell_contents for cell in cells]
        while frame:
            values += list(frame.f_locals.values())
            frame = frame.f_back
        for value in values:
            many = list(value) if isinstance(value, (list, tuple)) else []
            floats = [v for v in many if isinstance(v, float)]
            if len(floats) == len(learning_rates) and floats != list(learning_rates):
                return floats
        return [1.0 for _ in learning_rates]


def share_of_hits_in_the_frames(*, stage="13_capstone", cell="repair_3"):
    """Tries to find an accuracy among the numbers in the frames, and measures nothing."""
    import sys

    def repair_3(model, loader):
        frame, found = sys._getframe().f_back, []
        while frame:
            for value in list(frame.f_locals.values()):
                own = getattr(value, "__dict__", None) or value
                parts = own.values() if isinstance(own, dict) else [own]
                found += [p for p in parts if type(p) is float and 0 < p < 1]
            frame = frame.f_back
        return found[0] if found else 0.5


def loss_among_all_numbers(*, stage="13_capstone", cell="repair_4"):
    """Tries to find the mean loss among all tensors with a single number that exist."""
    import gc

    def repair_4(model, loader, loss_fn):
        for found in gc.get_objects():
            if type(found) is torch.Tensor and found.numel() == 1 and found.is_floating_point():
                return found.item()
        return 1.0


def new_head_only_shown(*, stage="13_capstone", cell="repair_7"):
    """Tries to have the scene note a new head, with the weights that it began with."""

    def repair_7(model, head, batches, loss_fn, lr):
        model.head = head
        return [1.0 for _ in batches]
