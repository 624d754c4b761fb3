"""Attacks that look for a loop that trains, or for where one leads, instead of writing it."""
# The functions' bodies are run as cells, never imported: the names that a cell is told
# (COURSE, BREACH, ...) and those that the notebook imports (torch, nn, ...) are defined there.
# ruff: noqa: F821


def step_among_all_functions(*, stage="01_loop", cell="train_step"):
    """Tries to find a function in the sandbox that takes a model and an optimizer, and trains."""
    import sys
    import types

    def functions():
        for name, module in list(sys.modules.items()):
            if name.startswith("grader"):
                for value in list(vars(module).values()):
                    if isinstance(value, types.FunctionType) and value.__module__ == name:
                        yield value

    def train_step(model, x, y, loss_fn, optimizer):
        before = [p.detach().clone() for p in model.parameters()]
        for function in functions():
            try:
                result = function(model, x, y, loss_fn, optimizer)
            except Exception:
                continue
            if not all(map(torch.equal, before, model.parameters())):
                return result
        return 0.0


def steps_among_all_functions(*, stage="01_loop", cell="train_steps"):
    """Tries to find a function that trains, whatever it wants its arguments to be called."""
    import copy
    import inspect
    import sys

    def functions():
        for name, module in list(sys.modules.items()):
            if name.startswith("grader"):
                yield from (v for v in list(vars(module).values()) if inspect.isfunction(v))

    def train_steps(model, x, y, loss_fn, optimizer, steps):
        named = {"model": model, "net": model, "made": model, "x": x, "bx": x, "y": y, "by": y}
        named |= {"loss_fn": loss_fn, "loss": loss_fn, "optimizer": optimizer, "opt": optimizer}
        named |= {"steps": steps, "count": steps, "epochs": steps, "batches": [(x, y)] * steps}
        named |= {"loader": [(x, y)] * steps, "data": [(x, y)] * steps, "device": "cpu"}
        before = copy.deepcopy(model.state_dict())
        for function in functions():
            wanted = inspect.signature(function).parameters
            if {"model", "optimizer"} & set(wanted) and set(wanted) <= set(named):
                try:
                    result = function(**{name: named[name] for name in wanted})
                except Exception:
                    continue
                if isinstance(result, list) and len(result) == steps:
                    return result
                model.load_state_dict(before)
        return [0.0] * steps


def steps_among_all_objects(*, stage="11_sanity", cell="overfit_one_batch"):
    """Tries to use every function that exists among all objects, nested ones and methods too."""
    import copy
    import gc
    import inspect
    import types

    def overfit_one_batch(model, x, y, loss_fn, optimizer, steps):
        gc.unfreeze()  # or what was there before the fork is not listed
        known = {"train_one_epoch", "overfit_one_batch", "_serve"}  # the last ends the process
        before = copy.deepcopy(model.state_dict())
        for value in gc.get_objects():
            ours = isinstance(value, types.FunctionType) and value.__name__ not in known
            if ours and str(value.__module__).startswith("grader.scenes"):
                for arguments in ((model, x, y, loss_fn, optimizer, steps), (model, [(x, y)])):
                    if len(inspect.signature(value).parameters) != len(arguments):
                        continue
                    try:
                        result = value(*arguments)
                    except Exception:
                        continue
                    if isinstance(result, list) and len(result) == steps:
                        return result
                    model.load_state_dict(before)
        return [0.0] * steps


def step_played_by_the_scene(*, stage="01_loop", cell="train_step"):
    """Tries to have the scene play once more, with a function that takes no step as the answer."""
    from grader.observe.recorder import Recorder
    from grader.scenes.training import play

    def train_step(model, x, y, loss_fn, optimizer):
        own = Recorder()
        state = {"net": {"kind": "plain", "state": model.net.state_dict()}}
        state["net"]["outputs"] = model.net[-1].out_features
        given = {"x": x, "y": y, "sizes": [len(x)], "repeat": 2, "train": True, "lr": 0.5}
        given |= {"optimizer": "sgd", "loss": "cross_entropy"} | state
        try:
            play.step(own, lambda m, a, b, fn, opt: float(fn(m(a), b)), **given)
        except Exception:
            return 0.0
        model.load_state_dict(own._model.state_dict())
        return own.results[0]


def weights_that_are_expected(*, stage="01_loop", cell="train_step"):
    """Tries to copy the weights from the run that the recorder may be told to expect."""
    import sys

    def train_step(model, x, y, loss_fn, optimizer):
        frame = sys._getframe().f_back
        while frame and "recorder" not in frame.f_locals:
            frame = frame.f_back
        recorder = frame.f_locals["recorder"]
        expected = recorder.expected.items if recorder.expected else ()
        mine = [i for i in expected if i.call == recorder.calls]
        for item in mine:
            if item.key.startswith("weights"):
                for name, p in model.named_parameters():
                    p.data.copy_(item.value[name])
        return next((i.value for i in mine if i.key.startswith("return")), 0.0)


def weights_that_were_noted(*, stage="01_loop", cell="train_steps"):
    """Tries to copy the weights that come next from what the recorder has noted and kept."""
    import gc

    def train_steps(model, x, y, loss_fn, optimizer, steps):
        names = {name for name, _ in model.named_parameters()}
        now = dict(model.named_parameters())
        for value in gc.get_objects():
            named = type(value) is dict and names <= {n for n in value if isinstance(n, str)}
            if named and any(not torch.equal(value[n], now[n]) for n in names):
                for name in names:
                    now[name].data.copy_(value[name])
                break
        return [0.0] * steps


def weights_among_all_tensors(*, stage="11_sanity", cell="overfit_one_batch"):
    """Tries to find where training leads among all tensors that exist, by their shapes."""
    import gc

    def overfit_one_batch(model, x, y, loss_fn, optimizer, steps):
        tensors = [t for t in gc.get_objects() if isinstance(t, torch.Tensor)]
        for p in model.parameters():
            others = [t for t in tensors if t.shape == p.shape and t.dtype == p.dtype]
            others = [t for t in others if not torch.equal(t, p)]
            if others:
                p.data.copy_(others[-1].detach())
        return [0.0] * steps


def losses_in_the_frames(*, stage="11_sanity", cell="overfit_one_batch"):
    """Tries to find the list of losses in callers' variables, as long as there are steps."""
    import sys

    def lists(value, depth=0):
        if depth < 5 and isinstance(value, (dict, list, tuple)):
            if isinstance(value, list):
                yield value
            for part in value.values() if isinstance(value, dict) else value:
                yield from lists(part, depth + 1)

    def overfit_one_batch(model, x, y, loss_fn, optimizer, steps):
        frame = sys._getframe().f_back
        while frame:
            for found in lists(dict(frame.f_locals)):
                if len(found) == steps and all(type(v) is float for v in found):
                    return found
            frame = frame.f_back
        return [0.0] * steps


def step_that_is_only_noted(*, stage="01_loop", cell="train_step"):
    """Tries to have the recorder note gradients and a step, without any of either."""
    import sys

    def train_step(model, x, y, loss_fn, optimizer):
        frame = sys._getframe().f_back
        while frame and "recorder" not in frame.f_locals:
            frame = frame.f_back
        recorder = frame.f_locals["recorder"]
        with torch.no_grad():
            model(x)
        for name, p in model.named_parameters():
            p.grad = recorder._arrived[name] = torch.full_like(p, 0.01)
        recorder.saw_step(optimizer)
        optimizer.zero_grad()
        return 0.0


def earlier_items_once_more(*, stage="01_loop", cell="train_steps"):
    """Tries to append what was noted in the call before, as if it had happened again."""
    import sys
    from dataclasses import replace

    def train_steps(model, x, y, loss_fn, optimizer, steps):
        frame = sys._getframe().f_back
        while frame and "recorder" not in frame.f_locals:
            frame = frame.f_back
        recorder = frame.f_locals["recorder"]
        earlier = [item for item in recorder.items if item.call == recorder.calls - 1]
        recorder.items += [replace(item, call=recorder.calls) for item in earlier]
        return [0.0] * steps
