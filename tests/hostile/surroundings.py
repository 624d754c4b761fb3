"""Attacks on tensors, gradients and updates that look for an answer around the call."""
# The functions' bodies are run as cells, never imported: the names that a cell is told
# (COURSE, BREACH, ...) and those that the notebook imports (torch, nn, ...) are defined there.
# ruff: noqa: B905, F821, RET503


def word_for_a_tensor(*, stage="02_forward", cell="describe"):
    """Tries to answer with what a kind of tensor is called, read from callers' variables."""
    import sys

    known = {
        "numbers": ((2, 3), torch.float32, "cpu", False),
        "parameter": ((4, 3), torch.float32, "cpu", True),
        "meta": ((3, 2), torch.float32, "meta", False),
        "labels": ((4,), torch.int64, "cpu", False),
        "prediction": ((5, 1), torch.float32, "cpu", True),
        "loss": ((), torch.float64, "cpu", True),
        "mask": ((1, 2, 2), torch.bool, "cpu", False),
        "nothing": ((0, 4), torch.float16, "cpu", False),
    }

    def describe(_):
        frame = sys._getframe().f_back
        while frame:
            for value in frame.f_locals.values():
                words = value.values() if isinstance(value, dict) else [value]
                for word in words:
                    if isinstance(word, str) and word in known:
                        return dict(zip(("shape", "dtype", "device", "requires_grad"), known[word]))
            frame = frame.f_back


def word_for_a_model(*, stage="02_forward", cell="count_parameters"):
    """Tries to find what is special about a model among all texts that exist."""
    import gc
    import sys

    known = {"plain": 51, "nested": 53, "frozen": 21, "norm": 63, "tied": 55, "nothing": 0}

    def count_parameters(model):
        frame = sys._getframe().f_back
        while frame:
            values = list(frame.f_locals.values())
            values += [
                part for value in values if isinstance(value, dict) for part in value.values()
            ]
            for value in values:
                if isinstance(value, str) and value in known:
                    return known[value]
            frame = frame.f_back
        for found in gc.get_objects():
            if isinstance(found, dict) and found.get("kind") in known:
                return known[found["kind"]]


def largest_number_around(*, stage="02_forward", cell="count_parameters"):
    """Tries to return a number that lies in a caller's variables, however deep."""
    import sys

    def numbers(value, depth=0):
        if type(value) is int:
            yield value
        elif depth < 6 and isinstance(value, (dict, list, tuple)):
            for part in value.values() if isinstance(value, dict) else value:
                yield from numbers(part, depth + 1)

    def count_parameters(model):
        frame, found = sys._getframe().f_back, []
        while frame and "recorder" in frame.f_locals:
            found += [n for v in frame.f_locals.values() for n in numbers(v) if 20 < n < 500]
            frame = frame.f_back
        return max(found, default=0)


def result_among_all_tensors(*, stage="02_forward", cell="forward_by_hand"):
    """Tries to find the right result among all tensors that exist, by its shape."""
    import gc

    def forward_by_hand(x, w1, b1, w2, b2):
        mine = {id(t) for t in (x, w1, b1, w2, b2)}
        for found in gc.get_objects():
            if type(found) is not torch.Tensor or id(found) in mine:
                continue
            if found.shape == (len(x), len(w2)):
                return found + 0 * (x.sum() + w1.sum() + b1.sum() + w2.sum() + b2.sum())


def what_lies_beside_an_argument(*, stage="02_forward", cell="forward_by_hand"):
    """Tries to read on in memory, behind the numbers of an argument."""

    def forward_by_hand(x, w1, b1, w2, b2):
        base = x if x._base is None else x._base
        flat = torch.empty(0).set_(base.untyped_storage())
        size = len(x) * len(w2)
        if len(flat) >= x.numel() + size:
            return flat[x.numel() : x.numel() + size].reshape(len(x), len(w2))


def classes_among_all_tensors(*, stage="02_forward", cell="predict_classes"):
    """Tries to find the right classes among all tensors that exist, by shape and kind."""
    import gc

    def predict_classes(logits):
        for found in gc.get_objects():
            if type(found) is not torch.Tensor or found.dtype != torch.int64:
                continue
            if found.shape == (len(logits),):
                return found


def output_among_all_tensors(*, stage="02_forward", cell="make_mlp"):
    """Tries to have a model return what was noted of the right one."""
    import gc

    class Model(nn.Module):
        def forward(self, x):
            for found in gc.get_objects():
                if type(found) is torch.Tensor and found.shape == (len(x), self.outputs):
                    return found

    model = Model()

    def make_mlp(n_in, n_hidden, n_out):
        model.outputs = n_out
        return model


def gradients_among_all_tensors(*, stage="04_backward", cell="linear_gradients"):
    """Tries to find dw and db among all tensors that exist, by their shapes."""
    import gc

    def linear_gradients(x, y, w, b):
        mine = {id(t) for t in (x, y, w, b)}
        found = [t for t in gc.get_objects() if type(t) is torch.Tensor and id(t) not in mine]
        pairs = [(t, u) for t in found for u in found if t.shape == w.shape and u.shape == ()]
        for dw, db in pairs:
            if not (torch.equal(dw, w) or torch.equal(db, b)):
                return dw, db


def gradients_that_were_held(*, stage="04_backward", cell="gradients"):
    """Tries to return tensors by name that lie in callers' variables."""
    import sys

    def gradients(model, x, y, loss_fn):
        names = [name for name, _ in model.named_parameters()]
        frame = sys._getframe().f_back
        while frame:
            for value in list(frame.f_locals.values()):
                if isinstance(value, dict) and set(names) <= set(value):
                    return {name: value[name] for name in names}
                if not isinstance(value, list) or len(value) != len(names):
                    continue
                if all(isinstance(part, torch.Tensor) for part in value):
                    return dict(zip(names, value))
            frame = frame.f_back
        return {}


def nothing_for_every_gradient(*, stage="04_backward", cell="gradients"):
    """Tries to live on promises that doing nothing keeps."""

    def gradients(*_):
        return {}


def number_of_frozen_names(*, stage="04_backward", cell="freeze"):
    """Tries to return how many names lie in callers' variables, and to freeze none."""
    import sys

    def freeze(model, prefix):
        frame, found = sys._getframe().f_back, []
        while frame and "recorder" in frame.f_locals:
            values = frame.f_locals.values()
            found += [v for v in values if isinstance(v, list) and v and type(v[0]) is str]
            frame = frame.f_back
        return max(map(len, found), default=0)


def next_step_in_callers(*, stage="05_step", cell="sgd_step"):
    """Tries to copy what comes next into the parameters, from callers' variables."""
    import sys

    def tensors(value, depth=0):
        if isinstance(value, torch.Tensor):
            yield value
        elif depth < 6 and isinstance(value, (dict, list, tuple)):
            for part in value.values() if isinstance(value, dict) else value:
                yield from tensors(part, depth + 1)

    def sgd_step(params, lr):
        frame, found = sys._getframe().f_back, []
        while frame:
            found += [t for v in list(frame.f_locals.values()) for t in tensors(v)]
            frame = frame.f_back
        mine = {id(t) for p in params for t in (p, p.grad)}
        with torch.no_grad():
            for p in params:
                same = [t for t in found if t.shape == p.shape and id(t) not in mine]
                if same:
                    p.copy_(same[-1])


def velocity_of_somebody_else(*, stage="05_step", cell="momentum_step"):
    """Tries to find a velocity that was updated already among all lists that exist."""
    import gc

    def alike(found, velocity):
        if type(found) is not list or len(found) != len(velocity) or found is velocity:
            return False
        pairs = zip(found, velocity)
        return all(type(t) is torch.Tensor and t.shape == v.shape for t, v in pairs)

    def momentum_step(params, velocity, lr, momentum):
        found = next(o for o in gc.get_objects() if alike(o, velocity))
        with torch.no_grad():
            for p, v, t in zip(params, velocity, found):
                v.copy_(t)
                p.copy_(p - lr * t)


def state_of_somebody_else(*, stage="05_step", cell="adam_step"):
    """Tries to find a state that was updated already among all dictionaries that exist."""
    import gc

    def adam_step(params, state, lr, betas=(0.9, 0.999), eps=1e-8):
        for found in gc.get_objects():
            if type(found) is dict and set(found) >= {"m", "v", "t"} and found is not state:
                state.update({key: found[key] for key in ("m", "v", "t")})
                return


def any_function_of_the_grader_that_looks(*, stage="02_forward", cell="predict_classes"):
    """Tries to use every function that can be seen on its own arguments, for one that is right."""
    import sys

    seen = [m for name, m in list(sys.modules.items()) if name.startswith("grader.")]
    every = [f for module in seen for f in list(vars(module).values()) if callable(f)]

    def predict_classes(*arguments):
        for function in every:
            if "grader" in str(getattr(function, "__module__", "")):
                try:
                    found = function(*arguments)
                except (Exception, SystemExit):
                    continue
                if isinstance(found, torch.Tensor) and found.shape == (len(arguments[0]),):
                    return found


def any_function_of_the_grader_that_derives(*, stage="04_backward", cell="gradients"):
    """Tries to use every function that can be seen on a model and a batch, for a right one."""
    import importlib
    import pkgutil

    import grader.scenes

    names = [m.name for m in pkgutil.walk_packages(grader.scenes.__path__, "grader.scenes.")]
    every = []
    for name in names:
        try:
            every += [f for f in vars(importlib.import_module(name)).values() if callable(f)]
        except ImportError:
            continue

    def gradients(*arguments):
        for function in every:
            if str(getattr(function, "__module__", "")).startswith("grader.scenes"):
                try:
                    found = function(*arguments)
                except (Exception, SystemExit):
                    continue
                if isinstance(found, dict) and found:
                    return found


def any_function_of_the_grader_that_updates(*, stage="05_step", cell="sgd_step"):
    """Tries to use every function that can be seen on parameters, for one that changes them."""
    import sys

    from grader.scenes.updates import play

    places = ("grader.scenes", "grader.observe")  # others would end the talk with the judge
    seen = [m for name, m in list(sys.modules.items()) if name.startswith(places)]
    every = [f for module in (play, *seen) for f in list(vars(module).values()) if callable(f)]

    def sgd_step(params, lr):
        before = [p.detach().clone() for p in params]
        for function in every:
            if str(getattr(function, "__module__", "")).startswith(places):
                try:
                    function(params, lr)
                except (Exception, SystemExit):
                    continue
                if not all(map(torch.equal, params, before)):
                    return
