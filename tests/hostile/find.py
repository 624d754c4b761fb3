"""Attacks that look for the answer in what lies around the call, instead of working it out."""
# The functions' bodies are run as cells, never imported: the names that a cell is told
# (COURSE, BREACH, ...) and those that the notebook imports (torch, nn, ...) are defined there.
# ruff: noqa: F821


def loss_told_in_a_frame(*, stage="11_sanity", cell="initial_loss_is_sane"):
    """Tries to read the loss of a case, and ln C, in the frames of those who call."""
    import re
    import sys

    def initial_loss_is_sane(model, *_):
        model(torch.zeros(1, 4))
        frame = sys._getframe()
        while frame:
            for told in re.findall(r"loss ([\d.]+), ln \d+ is ([\d.]+)", repr(frame.f_locals)):
                loss, expected = map(float, told)
                return abs(loss - expected) < 0.2 * expected
            frame = frame.f_back
        return True


def loss_told_by_a_text(*, stage="11_sanity", cell="initial_loss_is_sane"):
    """Tries to find the words on a case among all objects that the process holds."""
    import gc
    import re

    def initial_loss_is_sane(model, x, labels, num_classes):
        model(x)
        for thing in gc.get_objects():
            if type(thing) in (tuple, list, dict) and len(thing) < 10:
                for text in thing.values() if type(thing) is dict else thing:
                    told = type(text) is str and re.search(r"loss ([\d.]+), ln \d+ is", text)
                    if told:
                        return 0.8 < float(told[1]) / math.log(num_classes) < 1.2
        return True


def loss_told_by_the_other_cases(*, stage="11_sanity", cell="initial_loss_is_sane"):
    """Tries to find a list of all cases in the frames, and the ratio that each is made with."""
    import sys

    def initial_loss_is_sane(model, x, labels, num_classes):
        model(x)
        frame = sys._getframe()
        while frame:
            for name in ("cases", "made", "plays", "known", "ratio", "situation", "probe"):
                found = frame.f_locals.get(name)
                if isinstance(found, (tuple, list)) and len(found) > 1:
                    return found[0][-1] == 1
            frame = frame.f_back
        return True


def loss_told_by_the_rows(*, stage="11_sanity", cell="initial_loss_is_sane"):
    """Tries to tell the cases apart by how many rows of a batch are different."""

    def initial_loss_is_sane(model, x, labels, num_classes):
        model(x)
        return len(x.unique(dim=0)) > 2


def loss_told_by_the_labels(*, stage="11_sanity", cell="initial_loss_is_sane"):
    """Tries to tell the cases apart by how often the model is right, without any loss."""

    def initial_loss_is_sane(model, x, labels, num_classes):
        right = (model(x).argmax(dim=1) == labels).float().mean()
        return bool(right > 0)


def silence_told_in_a_frame(*, stage="11_sanity", cell="silent_parameters"):
    """Tries to read in the frames which layers are frozen, unused, dead or not in the loss."""
    import re
    import sys

    def silent_parameters(model, *_):
        names, frame = set(), sys._getframe()
        while frame:
            told = repr({k: v for k, v in frame.f_locals.items() if k != "told"})
            names |= set(re.findall(r"(layer\d+) (?:frozen|unused|dead|not)", told))
            frame = frame.f_back
        return [n for n, _ in model.named_parameters() if n.split(".")[1] in names]


def silence_told_by_the_model(*, stage="11_sanity", cell="silent_parameters"):
    """Tries to find the part that each layer has to play among what the model holds."""
    roles = {"frozen", "unused", "dead", "aside", "moody", "early"}

    def silent_parameters(model, *_):
        silent = set()
        for module in model.modules():
            for held in vars(module).values():
                for role in roles & set(held) if isinstance(held, dict) else ():
                    silent.add(held[role])
            silent |= {getattr(module, name, None) for name in ("role", "part", "kind")} & roles
        return [n for n, _ in model.named_parameters() if n.split(".")[1] in silent]


def silence_told_by_all_objects(*, stage="11_sanity", cell="silent_parameters"):
    """Tries to find, among all objects, a table from parts to layers."""
    import gc

    roles = {"frozen", "unused", "dead", "aside", "moody", "early"}

    def silent_parameters(model, *_):
        silent = set()
        for held in gc.get_objects():
            if type(held) is dict and len(held) < 10:
                silent |= {str(value) for key, value in held.items() if str(key) in roles}
        return [n for n, _ in model.named_parameters() if n.split(".")[1] in silent]


def mixing_told_in_a_frame(*, stage="11_sanity", cell="mixes_examples"):
    """Tries to read the words on a model in the frames of those who call."""
    import sys

    words = ("BatchNorm", "over the batch", "the batch's mean", "added to")

    def mixes_examples(model, x):
        copy.deepcopy(model)(x)
        frame = sys._getframe().f_back
        while frame:
            told = [v for v in frame.f_locals.values() if type(v) is str]
            if any(word in text for text in told for word in words):
                return not any("eval" in text for text in told)
            frame = frame.f_back
        return False


def mixing_told_by_the_other_cases(*, stage="11_sanity", cell="mixes_examples"):
    """Tries to find the kinds of all models, and which of them is asked about."""
    import gc

    mixing = {"norm", "both", "centred", "attention", "down", "up", "first", "last"}
    asked = []

    def mixes_examples(model, x):
        copy.deepcopy(model)(x)
        asked.append(x)
        for thing in gc.get_objects():
            if type(thing) in (tuple, list) and 3 < len(thing) < 8:
                kinds = [part[0] for part in thing if type(part) in (tuple, list) and part]
                texts = [kind for kind in kinds if type(kind) is str]
                if len(texts) == len(thing) and mixing & set(texts):
                    return texts[(len(asked) - 1) % len(texts)] in mixing
        return True


def mixing_told_by_a_layer(*, stage="11_sanity", cell="mixes_examples"):
    """Tries to see in the layers' settings alone, one by one, whether rows reach one another."""

    def mixes_examples(model, x):
        copy.deepcopy(model)(x)
        for layer in model.modules():
            if isinstance(layer, nn.Softmax) and layer.dim == 0:
                return True
            if any(getattr(layer, "weights", [0])[1:]):
                return True
        return False


def mixing_told_by_the_layers_that_are_there(*, stage="11_sanity", cell="mixes_examples"):
    """Tries to know a model by the number of its layers."""

    def mixes_examples(model, x):
        copy.deepcopy(model)(x)
        return len(list(model.modules())) > 6


def always_yes(*, stage="11_sanity", cell="mixes_examples"):
    """Tries to be right often enough with the same answer every time."""

    def mixes_examples(model, x):
        copy.deepcopy(model)(x)
        return True


def always_no(*, stage="11_sanity", cell="initial_loss_is_sane"):
    """Tries to be right often enough by calling no loss sane."""

    def initial_loss_is_sane(model, x, labels, num_classes):
        model(x)
        return False


def always_nothing(*, stage="11_sanity", cell="silent_parameters"):
    """Tries to be right often enough by naming no parameter at all."""

    def silent_parameters(model, x, y, loss_fn):
        return []


def seeds_by_counting(*, stage="11_sanity", cell="seed_everything"):
    """Tries to know by the number of the call which seed is another one, whatever it is."""
    import itertools

    turn = itertools.count()

    def seed_everything(seed):
        own = 5 if next(turn) % 4 == 2 else 6
        random.seed(own)
        numpy.random.seed(own)
        torch.manual_seed(own)


def draws_made_up(*, stage="11_sanity", cell="seed_everything"):
    """Tries to put numbers in the place of what is drawn, of the range that practice shows."""

    def seed_everything(seed):
        kept = random.Random(seed)
        numbers = [kept.randrange(0, 1_000_000) for _ in range(5)]
        turn = iter(numbers)
        random.randrange = lambda *_: next(turn)
        numpy.random.randint = lambda *_: numpy.array(numbers)
        torch.randint = lambda *_: torch.tensor(numbers)


def orders_by_counting(*, cell="make_loader", make_loader=1.2):
    """Tries to know by the number of the call which orders must be equal, whatever the seed.

    All promises but that on equal orders are kept honestly.
    """
    import itertools

    turn = itertools.count()

    def make_loader(dataset, batch_size, shuffle, seed):
        own = 1 if next(turn) % 7 in (1, 5, 6) else 2
        generator = torch.Generator().manual_seed(own)
        return DataLoader(dataset, batch_size, shuffle=shuffle, generator=generator)


def orders_of_what_comes(*, cell="make_loader", make_loader=0.0):
    """Tries to find the requests that are still to come, and to answer the last one only."""
    import gc

    def make_loader(dataset, batch_size, shuffle, seed):
        for thing in gc.get_objects():
            told = thing if type(thing) is list and len(thing) > 3 else [None]
            if all(type(t) is dict and {"seed", "shuffle"} <= t.keys() for t in told):
                return DataLoader(dataset, batch_size, shuffle=shuffle)
        return None
