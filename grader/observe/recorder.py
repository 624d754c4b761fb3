"""Watches models, optimizers and loaders, and writes down what happens to them.

A scene asks its ``Recorder`` to watch them; the recorder then notes forwards, gradients,
updates and results.
Zeroing is never looked for: what is noted is the part of ``.grad`` that was already
there when a new gradient arrived, however it got there or was removed.
"""

from __future__ import annotations

import builtins
import math
import weakref
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol

import torch
from torch import nn
from torch.utils.hooks import RemovableHandle

from grader.observe.compare import alike, same
from grader.observe.plain import arrays, plain, spread
from grader.observe.run import Failure, Item, Run
from grader.observe.states import BEFORE, BEGINS, BY_HAND, ENDS, state
from grader.observe.transforms import bare, outside

# What is observed, in the words that a learner reads; {n} counts how often.
FORWARD_TRAINING = "forward {n}: model.training"
FORWARD_GRAPH = "forward {n}: builds a graph"
FORWARD_INPUTS = "forward {n}: inputs"
BACKWARD_GRADIENT = "backward {n}: new gradient, norm"
BACKWARD_STALE = "backward {n}: already in .grad, norm"
NOT_ADDED = "a gradient was asked for, and not added to .grad"  # as torch.autograd.grad does
STEP_GRADIENT = "update {n}: gradient used, norm"
STEP_OWN = "update {n}: by the optimizer given"
WEIGHTS = "weights after call {n}, norm"
BUFFERS = "buffers after call {n}, norm"
TRAINABLE = "requires_grad of the parameters after call {n}"
RATES = "learning rate after call {n}"
READS_ALL = "every example was read"
GRAPH_RETURNED = "results that still carry a graph"
MOVED = "weights moved by call {n}, norm"  # aside
NUMPY_RETURNED = "results that are NumPy arrays"  # aside
GRADIENT_GRAPHS = ".grad that carries a graph after call {n}"  # aside
GRAPH_GROWTH = "graphs pile up from batch to batch"
GRAPHS_PILED = "graphs pile up from one forward pass to the next"  # aside
GRAPH_VALIDATION = "validation builds a graph"
RAISED = "exception raised"
COMPARED = "what the loss compared last"
ENDED = "the run ended with"
RETURN = "return"

LAST_BITS = 1e-5  # of the largest gradient, or of 1: what is smaller may as well be 0
FORWARD_LIMIT = 400
ASIDE_LIMIT = 1_000

# Takes the observations since it was last asked; gives the next piece in a list, or none.
More = Callable[[Sequence[Item]], list[Any]]


class Runaway(BaseException):
    """The code called the model far more often than any right solution does.

    Not an Exception, so that ``except Exception`` in learner code does not swallow it.
    """


class TimeUp(BaseException):
    """The code did not finish in time; not an Exception, for the same reason."""


class Departed(BaseException):
    """The run is no longer like the one that it was expected to equal.

    Attributes:
        items: Its observations, up to the first that is another.
    """

    def __init__(self, items: Sequence[Item]) -> None:
        super().__init__()
        self.items = tuple(items)


class OwnError(BaseException):
    """The grader itself failed; not an Exception, since it says nothing about anybody's code."""


class Channel(Protocol):
    """Where one process of several takes numbers that no other is given."""

    def take(self) -> Any:
        """Return the numbers; to be called once, by the process that they are for."""

    def close(self) -> None:
        """Give up the numbers."""


class Elsewhere(Exception):
    """An exception that ended learner code in another process."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


class _Mark(torch.autograd.Function):
    """An identity whose context lives exactly as long as the graph it is part of.

    It is written in the form in which the transforms of ``torch.func`` can go through it.
    """

    generate_vmap_rule = True

    @staticmethod
    def forward(x: torch.Tensor, alive: Any) -> torch.Tensor:
        return x.clone()  # no view: a view made here could not be changed in place

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], output: torch.Tensor) -> None:
        inputs[1].add(ctx)

    @staticmethod
    def backward(ctx: Any, *grads: torch.Tensor) -> Any:
        return grads[0], None

    @staticmethod
    def jvp(ctx: Any, *tangents: Any) -> Any:
        return tangents[0].clone()


class Spy(nn.Module):
    """A layer without weights at the end of a probe's model; it notes every forward.

    Being a layer, it is reached by ``model(x)``, ``model.forward(x)`` and deep copies
    alike, which hooks on the root module are not.
    """

    def __init__(self, recorder: Recorder) -> None:
        super().__init__()
        self.recorder = recorder

    def forward(self, output: torch.Tensor, x: torch.Tensor) -> torch.Tensor:
        """Note the call; return ``output`` unchanged in value."""
        return self.recorder.saw_forward(self, output, x)

    def __deepcopy__(self, memo: dict[int, Any]) -> Spy:
        twin = Spy(self.recorder)
        twin.training = self.training
        return twin


class Watched(nn.Module):
    """A probe's model: a network followed by a spy."""

    def __init__(self, net: nn.Module, spy: Spy) -> None:
        super().__init__()
        self.net = net
        self.spy = spy

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Map inputs (N, D) to outputs (N, C)."""
        result: torch.Tensor = self.spy(self.net(x), x)
        return result


class Recorder:
    """Watches one run. Scenes call ``model``, ``optimizer``, ``loss`` and ``call``."""

    def __init__(
        self,
        expected: Run | None = None,
        curves: bool = False,
        more: More | None = None,
        ranks: Sequence[Channel] = (),
        states: bool = True,
    ) -> None:
        self.curves = curves
        self.snapshots_wanted = curves
        self.expected = expected
        self._agreed = 0
        self.ranks = ranks
        self._more = more
        self._told = 0  # how many observations were given away; they stay as they are
        self._watching = not curves  # of a run for its curve, nothing else is looked at
        self.items: list[Item] = []
        self.asides: list[Item] = []
        self._states = states
        self._since: list[list[bool]] = []  # forwards since the last state
        self._weights_then: float | None = None  # their sum, while no optimizer changed them
        self.results: list[Any] = []
        self.snapshots: list[dict[str, torch.Tensor]] = []
        self.forwards = 0
        self.calls = -1
        self.alive: weakref.WeakSet[Any] = weakref.WeakSet()
        # What a hook of a parameter holds is never collected: a run that ended takes them back.
        self.hooks: list[RemovableHandle] = []
        self._model: nn.Module | None = None
        self._arrived: dict[str, torch.Tensor] = {}
        self._stale: dict[str, torch.Tensor] = {}
        self._added = False  # whether a gradient that arrived was added to `.grad`
        self._optimizer: torch.optim.Optimizer | None = None
        self._looking: Any = None  # the hook on the optimizer that makes an update
        self._used: dict[str, torch.Tensor] | None = None
        self._last_forward: tuple[Any, ...] | None = None
        self._graphs_seen: list[int] = []
        self._graphs_then: list[int] = []  # at every forward, also one that repeats the last
        self._compared: list[Any] | None = None
        self._validation: torch.Tensor | None = None
        self._validation_graph = False
        self.fetched = 0
        self._examples: int | None = None
        self.loss_of: Callable[[dict[str, torch.Tensor]], float] | None = None

    # -- what scenes hand over ---------------------------------------------------

    def model(self, net: nn.Module) -> nn.Module:
        """Return ``net`` wrapped so that its forwards and gradients are noted."""
        watched = Watched(net, Spy(self)).train(net.training)
        self._model = watched
        for key, parameter in watched.named_parameters():
            if parameter.requires_grad and not self.curves:
                self.hooks.append(parameter.register_hook(self._gradient_hook(key, parameter)))
                self.hooks.append(parameter.register_post_accumulate_grad_hook(self._was_added))
        self.snapshot()
        return watched

    def validates_on(self, x: torch.Tensor) -> None:
        """Remember which examples (N, D) are validation data."""
        self._validation = x.detach().clone()

    def optimizer(self, made: torch.optim.Optimizer) -> torch.optim.Optimizer:
        """Remember which optimizer was handed over."""
        self._optimizer = made
        return made

    def expects(self, examples: int) -> None:
        """Say how many examples the next call has to read."""
        self._examples, self.fetched = examples, 0

    def loss(self, made: nn.Module) -> nn.Module:
        """Return the loss; what it last compared is noted if the run ends with an error."""
        made.register_forward_pre_hook(lambda _, inputs: self.compares(inputs))
        return made

    def compares(self, inputs: tuple[Any, ...]) -> None:
        """Remember what a loss was given; it is noted if the run ends with an error."""
        self._compared = [plain(value) for value in inputs]

    def ended(self, kind: str) -> None:
        """Note that an exception of a kind ended the run."""
        self._close_backward()
        if self._compared is not None:
            self.note(COMPARED, self._compared)
        self.note(ENDED, kind)

    def note(self, key: str, value: Any) -> None:
        """Add one observation."""
        if not self._watching:
            return
        self._close_backward()
        self.items.append(Item(key, plain(value), max(self.calls, 0)))
        if self.expected is not None:
            self._compare(self.expected.items)

    def aside(self, key: str, value: Any) -> None:
        """Add an observation that promises alone look at; it helps to recognise no mistake."""
        if self._watching and len(self.asides) < ASIDE_LIMIT:
            self.asides.append(Item(key, plain(value), max(self.calls, 0)))

    def keep_state(self, key: str) -> None:
        """Keep the state of the watched model aside, if somebody will compute with it."""
        if self._model is not None and self._states:
            self.aside(key, state(self._model, self._optimizer, self._since))
            self._since.clear()
            self._weights_then = self._weights_sum() if key == BEGINS else None

    def more(self) -> Iterator[Any]:
        """Yield what is handed over piece by piece, each for what was observed since the last."""
        while self._more is not None:
            self._close_backward()
            new, self._told = self.items[self._told :], len(self.items)
            piece = self._more(new)
            if not piece:
                return
            yield from piece

    def _compare(self, expected: Sequence[Item]) -> None:
        """Raise Departed at the first observation that is not as expected."""
        settled = len(self.items) - 2  # a backward that follows may change the last two
        while self._agreed < settled:
            seen = self.items[: self._agreed + 1]
            if self._agreed >= len(expected) or not alike(seen[-1], expected[self._agreed]):
                raise Departed(seen)
            self._agreed += 1

    # -- calls of the learner's code -----------------------------------------------

    def call(self, subject: Callable[..., Any], *args: Any) -> Any:
        """Call learner code; note what it returned and the state it left behind."""
        self.calls += 1
        self._last_forward = None
        self._graphs_seen.clear()
        self._graphs_then.clear()
        self._validation_graph = False
        self._compared = None
        self._since.clear()
        self.keep_state(BEGINS)
        before = self._copies()
        result = subject(*args)
        self._close_backward()
        self.keep_state(ENDS)
        self._moved(before)
        self.took(result)
        self._after_call()
        return result

    def took(self, result: Any) -> None:
        """Note a result of learner code."""
        graphs: list[str] = []
        value = plain(result, graphs=graphs)
        self.results.append(value)
        for key, part in spread(RETURN, value):
            self.note(key, part)
        self.note(GRAPH_RETURNED, sorted(graphs))
        self.aside(NUMPY_RETURNED, list(arrays(result)))

    def refused(self, subject: Callable[..., Any], *args: Any) -> None:
        """Call learner code that must raise; note which kind of exception it raised."""
        self.calls += 1
        try:
            subject(*args)
        except Exception as error:
            self.note(RAISED, kind_of(error))
            return
        self.note(RAISED, "nothing")

    def _copies(self) -> dict[str, torch.Tensor]:
        watched = self._parameters() if self._watching else {}
        return {n: p.detach().to(torch.float64, copy=True) for n, p in watched.items()}

    def _moved(self, before: dict[str, torch.Tensor]) -> None:
        """Keep aside by how much weights moved: beside large ones little would not show."""
        after = self._copies()
        moved = {n: after[n] - p for n, p in before.items() if n in after}
        if before and all(p.shape == before[n].shape for n, p in moved.items()):
            self.aside(MOVED, moved)

    def _after_call(self) -> None:
        if (model := self._model) is not None:
            self.note(WEIGHTS, dict(model.named_parameters()))
            self.note(BUFFERS, dict(model.named_buffers()))
            self.note(TRAINABLE, [p.requires_grad for p in model.parameters()])
            self.aside(GRADIENT_GRAPHS, _with_graphs(model))
        if self._examples is not None:
            self.note(READS_ALL, self.fetched >= self._examples)
        if self._optimizer is not None:
            self.note(RATES, [group["lr"] for group in self._optimizer.param_groups])
        if self._validation is not None:
            self.note(GRAPH_VALIDATION, self._validation_graph)
        self.note(GRAPH_GROWTH, _grew(self._graphs_seen))
        self.aside(GRAPHS_PILED, _grew(self._graphs_then))

    # -- what happens inside -------------------------------------------------------

    def saw_forward(self, spy: Spy, output: torch.Tensor, x: torch.Tensor) -> torch.Tensor:
        """Note a forward; repeated identical forwards count once."""
        self.forwards += 1
        if self.forwards > FORWARD_LIMIT:
            raise Runaway
        graph = bool(output.requires_grad)
        with outside():
            self._note_forward(spy.training, graph, bare(x).detach())
        return _Mark.apply(output, self.alive) if graph else output  # type: ignore[no-any-return,no-untyped-call]

    def _note_forward(self, training: bool, graph: bool, x: torch.Tensor) -> None:
        self._close_backward()
        self._since.append([training, graph])
        self._validation_graph |= graph and self._validates(x)
        weights = self._weights_sum()
        if self._weights_then is not None and weights != self._weights_then:
            self.keep_state(BY_HAND)
            self._weights_then = weights
        self._graphs_then.append(len(self.alive))
        seen = (training, graph, tuple(x.shape), x.sum().item(), weights)
        if seen != self._last_forward:
            self.note(FORWARD_TRAINING, training)
            self.note(FORWARD_GRAPH, graph)
            self.note(FORWARD_INPUTS, x)
            self._graphs_seen.append(len(self.alive))
            self.snapshot()
        self._last_forward = seen

    def _validates(self, x: torch.Tensor) -> bool:
        known = self._validation
        if known is None or x.ndim != known.ndim or x.shape[1:] != known.shape[1:] or not len(x):
            return False
        return bool((known == x[0]).all(dim=1).any())

    def snapshot(self) -> None:
        """Keep a copy of the model's weights, if somebody will look at it."""
        model = self._model
        if model is not None and self.snapshots_wanted:
            state = {k: bare(v).detach().clone() for k, v in model.state_dict().items()}
            self.snapshots.append(state)

    def curve(self) -> tuple[float | None, ...]:
        """Return the loss on all data after each update; None where it is not finite."""
        if self.loss_of is None:
            return ()
        losses = [self.loss_of(state) for state in self.snapshots]
        return tuple(loss if math.isfinite(loss) else None for loss in losses[1:])

    def _weights_sum(self) -> float:
        return sum(float(bare(p).detach().sum()) for p in self._parameters().values())

    def _parameters(self) -> dict[str, nn.Parameter]:
        return dict(self._model.named_parameters()) if self._model is not None else {}

    def _gradient_hook(self, name: str, parameter: nn.Parameter) -> Callable[[torch.Tensor], None]:
        def arrived(gradient: torch.Tensor) -> None:
            if name in self._arrived:
                self._close_backward()
            self._arrived[name] = gradient.detach().clone()
            if parameter.grad is not None:
                self._stale[name] = parameter.grad.detach().clone()

        return arrived

    def _was_added(self, parameter: torch.Tensor) -> None:
        self._added = True

    def _close_backward(self) -> None:
        """Note a finished backward; several in a row that add up count as one."""
        if not self._arrived:
            return
        arrived, stale = nonzero(self._arrived), nonzero(self._stale)
        if not self._added:
            self.aside(NOT_ADDED, True)
        self._arrived, self._stale, self._added = {}, {}, False
        call = max(self.calls, 0)
        kept = len(self.items) - self._told
        if kept > 1 and self.items[-1].key == BACKWARD_STALE:
            before, left = self.items[-2].value, self.items[-1].value
            if same(stale, nonzero(_sum(before, left))):
                arrived, stale = nonzero(_sum(before, arrived)), left
                del self.items[-2:]
        self.items.append(Item(BACKWARD_GRADIENT, arrived, call))
        self.items.append(Item(BACKWARD_STALE, stale, call))

    def step_begins(self, optimizer: torch.optim.Optimizer, *_: Any) -> None:
        """Let the hook be added that is the last to see the gradients before an update.

        Some optimizers write into the gradients as they use them; so may hooks before this one.
        """
        self.keep_state(BEFORE)
        self._stop_looking()
        self._looking = optimizer.register_step_pre_hook(self._look)

    def _look(self, optimizer: Any, arguments: tuple[Any, ...], named: dict[str, Any]) -> None:
        closure = named.get("closure", *arguments[1:2])
        self._used = self._gradients_of(optimizer) if closure is None else None

    def _stop_looking(self) -> None:
        if self._looking is not None:
            self._looking.remove()
        self._looking = self._used = None

    def saw_step(self, optimizer: torch.optim.Optimizer, *_: Any) -> None:
        """Note an update and the gradients it used; a closure makes them in the middle of it."""
        self._last_forward = None
        used = self._used
        self._stop_looking()
        if not self._watching:
            return
        self.note(STEP_GRADIENT, self._gradients_of(optimizer) if used is None else used)
        self.note(STEP_OWN, self._optimizer is None or optimizer is self._optimizer)

    def _gradients_of(self, optimizer: torch.optim.Optimizer) -> dict[str, torch.Tensor]:
        names = {id(p): name for name, p in self._parameters().items()}
        given = [p for group in optimizer.param_groups for p in group["params"]]
        used = {  # a parameter of another model counts by its place
            names.get(id(p), f"other {place}"): p.grad.detach().clone()
            for place, p in enumerate(given)
            if p.grad is not None
        }
        return nonzero(used)


def kind_of(error: BaseException) -> str:
    """Return the name of the built-in exception that one is: a subclass is what it is derived from.

    ``class ShapeError(ValueError)`` is a ValueError, wherever one is asked for.
    """
    names = ((kind, kind.__name__) for kind in type(error).__mro__)
    return next(name for kind, name in names if getattr(builtins, name, None) is kind)


def nonzero(gradients: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Drop gradients that are zero everywhere: PyTorch treats them and None alike here.

    What should cancel leaves something in the last bits on one processor and nothing on another.
    """
    sizes = {name: float(g.abs().max()) if g.numel() else 0.0 for name, g in gradients.items()}
    largest = max([1.0, *(size for size in sizes.values() if math.isfinite(size))])
    return {n: gradients[n] for n in sorted(sizes) if not sizes[n] <= LAST_BITS * largest}


def _sum(
    first: dict[str, torch.Tensor], second: dict[str, torch.Tensor]
) -> dict[str, torch.Tensor]:
    missing = torch.zeros(())
    return {k: first.get(k, missing) + second.get(k, missing) for k in first | second}


def _with_graphs(model: nn.Module) -> list[str]:
    """Return the names of the parameters whose gradients carry a graph."""
    leaves = {name: p for name, p in model.named_parameters() if p.is_leaf}
    return [name for name, p in leaves.items() if p.grad is not None and p.grad.requires_grad]


def _grew(counts: Sequence[int]) -> bool:
    """Return whether the number of live graphs grew with nearly every forward."""
    return len(counts) >= 4 and counts[-1] - counts[0] >= len(counts) - 2
