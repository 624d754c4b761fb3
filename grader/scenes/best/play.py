"""Changes a model as training does, and lets a ``BestWeights`` keep it and put it back."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

from grader.observe.compare import same
from grader.observe.recorder import BUFFERS, WEIGHTS, Recorder
from grader.scenes.parts import play as parts

UNCHANGED = "update leaves the model as it is"
RESTORED = "what restoring did"
ALSO_CHANGED = "what update changes besides weights and buffers"  # aside
IN_PLACE = "restoring leaves the model its own parameters"  # aside
FREEZES = "restoring freezes parameters"  # aside

State = dict[str, torch.Tensor]


class Witness(nn.Module):
    """A layer that does nothing but see how the state of another module is handled."""

    def __init__(self, home: nn.Module) -> None:
        super().__init__()
        self.home = (home,)  # a tuple, or it would be a layer of ours
        self.seen: list[str] = []
        home.register_load_state_dict_pre_hook(self._loads)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return x (any shape). What was done before belongs to keeping, not to putting back."""
        self.seen.clear()
        return x

    def __deepcopy__(self, memo: dict[int, Any]) -> nn.Module:
        self.seen.append("copied")
        return nn.Identity()

    def _loads(self, module: nn.Module, state: dict[str, Any], *_: Any) -> None:
        if module is self.home[0]:
            mine = {p.data_ptr() for p in module.parameters()}
            aliased = any(t.data_ptr() in mine for t in state.values())
            self.seen.append("loaded itself" if aliased else "loaded")

    def told(self, moved: bool) -> str:
        """Return what putting back weights did; ways of doing nothing are told apart."""
        if moved:
            return "other weights than before"
        if "loaded itself" in self.seen:
            return "the model's own tensors were loaded"
        if "loaded" in self.seen:
            return "what the model held already was loaded"
        return "a copy was made, and not used" if "copied" in self.seen else "nothing"


def state_of(model: nn.Module) -> State:
    """Return copies of all parameters and buffers."""
    named = [*model.named_parameters(), *model.named_buffers()]
    return {name: value.detach().clone() for name, value in named}


def differ(before: State, after: State) -> bool:
    """Return whether a tensor of ``before`` is another in ``after``."""
    return any(not torch.equal(before[name], after[name]) for name in before)


def _rest_of(model: nn.Module) -> dict[str, list[Any]]:
    """Return what a model is besides its weights and buffers, each by what it is called."""
    named = list(model.parameters())
    return {
        "the mode": [module.training for module in model.modules()],
        "requires_grad": [parameter.requires_grad for parameter in named],
        ".grad": [None if p.grad is None else p.grad.detach().clone() for p in named],
    }


def _are(before: list[nn.Parameter], after: list[nn.Parameter]) -> bool:
    """Return whether these are the same objects: an optimizer holds those of before."""
    return list(map(id, before)) == list(map(id, after))


class _Kept:
    """A model that changes from epoch to epoch, and what is done to it."""

    def __init__(self, recorder: Recorder, net: dict[str, Any]) -> None:
        self.recorder = recorder
        made = parts.network(**net)
        self.witness = Witness(made)
        self.model = nn.Sequential(made, self.witness)
        self.measured = False  # whether the last update found it in eval mode

    def changes(self, change: list[torch.Tensor]) -> None:
        """Change every weight and buffer in place, and leave gradients, as training does."""
        parameters = list(self.model.parameters())
        parts.fill(self.model, change[: len(parameters)])
        with torch.no_grad():
            for value, more in zip((*parameters, *self.model.buffers()), change, strict=False):
                value += more  # or there is no change at all

    def updates(self, keeper: Any, loss: float) -> None:
        """Let a ``BestWeights`` look at the model; note its answer."""
        self.measured = not self.measured  # in either mode, in turn
        self.model.train(not self.measured)
        before, rest = state_of(self.model), _rest_of(self.model)
        self.recorder.took(keeper.update(self.model, loss))
        self.recorder.note(UNCHANGED, not differ(before, state_of(self.model)))
        after = _rest_of(self.model)
        others = [name for name in rest if not same(rest[name], after[name])]
        self.recorder.aside(ALSO_CHANGED, ", ".join(others) or "nothing")

    def restores(self, keeper: Any) -> None:
        """Let a ``BestWeights`` put weights back; note what is there then."""
        before, own = state_of(self.model), list(self.model.parameters())
        trainable = sum(parameter.requires_grad for parameter in own)
        self.witness.seen.clear()
        keeper.restore(self.model)
        moved = differ(before, state_of(self.model))
        self.recorder.note(RESTORED, self.witness.told(moved))
        after = list(self.model.parameters())
        self.recorder.aside(IN_PLACE, _are(own, after))
        self.recorder.aside(FREEZES, sum(p.requires_grad for p in after) < trainable)
        self.recorder.note(WEIGHTS, dict(self.model.named_parameters()))
        self.recorder.note(BUFFERS, dict(self.model.named_buffers()))


def one(recorder: Recorder, subject: Any, *, net: dict[str, Any], keepers: int) -> None:
    """Update some objects and restore from them, as told piece by piece."""
    kept = _Kept(recorder, net)
    recorder.calls += 1
    made = [subject() for _ in range(keepers)]
    for piece in recorder.more():
        kept.changes(piece["change"])
        keeper = made[piece["keeper"]]
        if piece["loss"] is None:
            kept.restores(keeper)
        else:
            kept.updates(keeper, piece["loss"])


two = one  # what comes differs, what is done with it does not


def nothing(recorder: Recorder, subject: Any, *, net: dict[str, Any]) -> None:
    """Restore from an object that has seen nothing yet."""
    kept = _Kept(recorder, net)
    recorder.refused(lambda: subject().restore(kept.model))
