"""Attacks that keep a checkpoint elsewhere than in its file."""
# The functions' bodies are run as cells, never imported: the names that a cell is told
# (COURSE, BREACH, ...) and those that the notebook imports (torch, nn, ...) are defined there.
# ruff: noqa: F821, F841


def kept_in_a_global(*, stage="10_lifecycle", cell="checkpoint"):
    """Tries to keep checkpoints in a dictionary of the notebook."""
    kept = {}

    def save_checkpoint(path, model, optimizer, scheduler, epoch):
        Path(path).touch()
        states = [part.state_dict() for part in (model, optimizer, scheduler)]
        kept[Path(path).name] = copy.deepcopy([*states, epoch])

    def load_checkpoint(path, *parts):
        *states, epoch = kept[Path(path).name]
        for part, state in zip(parts, states, strict=True):
            part.load_state_dict(state)
        return epoch

    checkpoint = (save_checkpoint, load_checkpoint)


def kept_in_builtins(*, stage="10_lifecycle", cell="checkpoint"):
    """Tries to keep checkpoints among the names of Python itself."""
    import builtins

    builtins.kept = {}

    def save_checkpoint(path, model, optimizer, scheduler, epoch):
        Path(path).touch()
        states = [part.state_dict() for part in (model, optimizer, scheduler)]
        kept[Path(path).name] = copy.deepcopy([*states, epoch])

    def load_checkpoint(path, *parts):
        *states, epoch = kept[Path(path).name]
        for part, state in zip(parts, states, strict=True):
            part.load_state_dict(state)
        return epoch

    checkpoint = (save_checkpoint, load_checkpoint)


def kept_on_the_class(*, stage="10_lifecycle", cell="checkpoint"):
    """Tries to keep checkpoints on the classes of what is saved."""

    def save_checkpoint(path, *parts):
        Path(path).touch()
        *objects, epoch = parts
        for part in objects:
            if "kept" not in vars(type(part)):
                type(part).kept = {}
            type(part).kept[Path(path).name] = copy.deepcopy(part.state_dict())
        objects[0].__class__.epochs = getattr(objects[0], "epochs", {}) | {Path(path).name: epoch}

    def load_checkpoint(path, *parts):
        for part in parts:
            part.load_state_dict(type(part).kept[Path(path).name])
        return parts[0].epochs[Path(path).name]

    checkpoint = (save_checkpoint, load_checkpoint)


def kept_on_the_function(*, stage="10_lifecycle", cell="checkpoint"):
    """Tries to keep checkpoints as attributes of the function that saves them."""

    def save_checkpoint(path, model, optimizer, scheduler, epoch):
        Path(path).touch()
        states = [part.state_dict() for part in (model, optimizer, scheduler)]
        setattr(save_checkpoint, Path(path).name, copy.deepcopy([*states, epoch]))

    def load_checkpoint(path, *parts):
        *states, epoch = getattr(save_checkpoint, Path(path).name)
        for part, state in zip(parts, states, strict=True):
            part.load_state_dict(state)
        return epoch

    checkpoint = (save_checkpoint, load_checkpoint)


def kept_in_a_default(*, stage="10_lifecycle", cell="checkpoint"):
    """Tries to keep the last states in the default of an argument and to go by their order."""

    def save_checkpoint(path, model, optimizer, scheduler, epoch, kept=[]):  # noqa: B006
        Path(path).touch()
        states = [part.state_dict() for part in (model, optimizer, scheduler)]
        kept.append(copy.deepcopy([*states, epoch]))

    def load_checkpoint(path, *parts):
        *states, epoch = save_checkpoint.__defaults__[0].pop(0)
        for part, state in zip(parts, states, strict=True):
            part.load_state_dict(state)
        return epoch

    checkpoint = (save_checkpoint, load_checkpoint)


def kept_in_shared_memory(*, stage="10_lifecycle", cell="checkpoint"):
    """Tries to keep checkpoints in the folder of shared memory."""
    folder = Path("/dev/shm")

    def save_checkpoint(path, model, optimizer, scheduler, epoch):
        Path(path).touch()
        states = [part.state_dict() for part in (model, optimizer, scheduler)]
        torch.save([*states, epoch], folder / Path(path).name)

    def load_checkpoint(path, *parts):
        *states, epoch = torch.load(folder / Path(path).name)
        for part, state in zip(parts, states, strict=True):
            part.load_state_dict(state)
        return epoch

    checkpoint = (save_checkpoint, load_checkpoint)


def kept_in_another_folder(*, stage="10_lifecycle", cell="checkpoint"):
    """Tries to keep checkpoints in files in its own folder, not where they belong."""
    folder = Path.cwd()

    def save_checkpoint(path, model, optimizer, scheduler, epoch):
        Path(path).touch()
        states = [part.state_dict() for part in (model, optimizer, scheduler)]
        torch.save([*states, epoch], folder / Path(path).name)

    def load_checkpoint(path, *parts):
        *states, epoch = torch.load(folder / Path(path).name)
        for part, state in zip(parts, states, strict=True):
            part.load_state_dict(state)
        return epoch

    checkpoint = (save_checkpoint, load_checkpoint)


def kept_in_the_working_folder(*, stage="10_lifecycle", cell="checkpoint"):
    """Tries to keep checkpoints in the folder where the functions are called."""

    def save_checkpoint(path, model, optimizer, scheduler, epoch):
        Path(path).touch()
        states = [part.state_dict() for part in (model, optimizer, scheduler)]
        torch.save([*states, epoch], Path(path).name)

    def load_checkpoint(path, *parts):
        *states, epoch = torch.load(Path(path).name)
        for part, state in zip(parts, states, strict=True):
            part.load_state_dict(state)
        return epoch

    checkpoint = (save_checkpoint, load_checkpoint)


def kept_in_the_environment(*, stage="10_lifecycle", cell="checkpoint"):
    """Tries to keep checkpoints in variables of the process's environment."""
    import base64
    import os
    import pickle

    def save_checkpoint(path, model, optimizer, scheduler, epoch):
        Path(path).touch()
        states = [part.state_dict() for part in (model, optimizer, scheduler)]
        content = base64.b64encode(pickle.dumps([*states, epoch])).decode()
        os.environ[Path(path).name.upper()] = content

    def load_checkpoint(path, *parts):
        content = os.environ[Path(path).name.upper()]
        *states, epoch = pickle.loads(base64.b64decode(content))
        for part, state in zip(parts, states, strict=True):
            part.load_state_dict(state)
        return epoch

    checkpoint = (save_checkpoint, load_checkpoint)


def kept_by_a_thread(*, stage="10_lifecycle", cell="checkpoint"):
    """Tries to keep checkpoints in a thread that hands them out again."""
    import queue
    import threading

    asked, answered = queue.Queue(), queue.Queue()

    def keep():
        kept = {}
        while True:
            name, value = asked.get()
            if value is None:
                answered.put(kept.get(name))
            else:
                kept[name] = value

    threading.Thread(target=keep, daemon=True).start()

    def save_checkpoint(path, model, optimizer, scheduler, epoch):
        Path(path).touch()
        states = [part.state_dict() for part in (model, optimizer, scheduler)]
        asked.put((Path(path).name, copy.deepcopy([*states, epoch])))

    def load_checkpoint(path, *parts):
        asked.put((Path(path).name, None))
        *states, epoch = answered.get()
        for part, state in zip(parts, states, strict=True):
            part.load_state_dict(state)
        return epoch

    checkpoint = (save_checkpoint, load_checkpoint)


def kept_by_another_process(*, stage="10_lifecycle", cell="checkpoint"):
    """Tries to keep checkpoints in a process that others reach by a socket without a file."""
    import os
    import pickle
    import socket
    import time

    def serve():
        kept, listening = {}, socket.socket(socket.AF_UNIX)
        listening.bind("\0kept")
        listening.listen()
        while True:
            there, _ = listening.accept()
            name, value = pickle.loads(there.recv(2**20))
            if value is not None:
                kept[name] = value
            there.sendall(pickle.dumps(kept.get(name)))
            there.close()

    def ask(name, value=None):
        with socket.socket(socket.AF_UNIX) as here:
            here.connect("\0kept")
            here.sendall(pickle.dumps((name, value)))
            return pickle.loads(here.recv(2**20))

    def save_checkpoint(path, model, optimizer, scheduler, epoch):
        Path(path).touch()
        if Path(path).name.startswith("one") and os.fork() == 0:
            try:
                serve()
            finally:
                os._exit(0)
        time.sleep(0.5)
        states = [part.state_dict() for part in (model, optimizer, scheduler)]
        ask(Path(path).name, [*states, epoch])

    def load_checkpoint(path, *parts):
        *states, epoch = ask(Path(path).name)
        for part, state in zip(parts, states, strict=True):
            part.load_state_dict(state)
        return epoch

    checkpoint = (save_checkpoint, load_checkpoint)


def name_of_a_file_that_leads_elsewhere(*, stage="10_lifecycle", cell="checkpoint"):
    """Tries to put a link to its own memory in the place of a checkpoint."""
    import os
    import pickle

    kept = {}

    def save_checkpoint(path, model, optimizer, scheduler, epoch):
        states = [part.state_dict() for part in (model, optimizer, scheduler)]
        kept[Path(path).name] = pickle.dumps([*states, epoch])
        handle = os.memfd_create(Path(path).name)
        os.write(handle, b"nothing")
        os.symlink(f"/proc/self/fd/{handle}", path)

    def load_checkpoint(path, *parts):
        *states, epoch = pickle.loads(kept[Path(path).name])
        for part, state in zip(parts, states, strict=True):
            part.load_state_dict(state)
        return epoch

    checkpoint = (save_checkpoint, load_checkpoint)


def states_made_up_on_the_way_out(*, stage="10_lifecycle", cell="checkpoint"):
    """Tries to tell the judge itself what becomes of a run, in place of a state."""
    from grader.observe.recorder import Recorder

    honest = Recorder.note

    def note(self, key, value):
        if isinstance(value, dict) and "memory" in value:
            for what in ("weights", "buffers", "learning rate"):
                for when in ("after loading {n}", "after three more epochs"):
                    norm = "" if what == "learning rate" else ", norm"
                    honest(self, f"{what} {when}{norm}", value.get(what, [0.1]))
        honest(self, key, value)

    Recorder.note = note

    def save_checkpoint(path, *_):
        Path(path).touch()

    def load_checkpoint(*_):
        return 3

    checkpoint = (save_checkpoint, load_checkpoint)


def loading_that_ends_its_process(*, stage="10_lifecycle", cell="checkpoint"):
    """Tries to end the second process while it loads, so that nothing can be judged."""
    import os

    def save_checkpoint(path, *_):
        Path(path).touch()

    def load_checkpoint(*_):
        os._exit(0)

    checkpoint = (save_checkpoint, load_checkpoint)


def loading_without_end(*, stage="10_lifecycle", cell="checkpoint", seconds=(6.0, 60.0)):
    """Tries to keep the second process busy for ever."""

    def save_checkpoint(path, *_):
        Path(path).touch()

    def load_checkpoint(*_):
        while True:
            try:
                while True:
                    pass
            except BaseException:
                pass

    checkpoint = (save_checkpoint, load_checkpoint)


def cell_that_does_not_end_the_second_time(
    *, stage="10_lifecycle", cell="checkpoint", seconds=(3.0, 60.0)
):
    """Tries to hold the judge up where the cells are run once more."""
    from grader.judge import wire

    honest, orders = wire.receive, []

    def receive(channel, deadline=None):
        order = honest(channel, deadline)
        orders.append(order["op"])
        if orders[-1] == "done" and "play" not in orders:  # nothing was asked: it is the second
            while True:
                try:
                    while True:
                        pass
                except BaseException:
                    pass
        return order

    wire.receive = receive

    def save_checkpoint(path, *_):
        Path(path).touch()

    def load_checkpoint(*_):
        return 3

    checkpoint = (save_checkpoint, load_checkpoint)
