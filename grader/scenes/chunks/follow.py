"""Which state each chunk has to begin with, by the weights that the chunk before it met."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import torch
from torch import nn

from grader.observe.run import Run
from grader.scenes.chunks import play
from grader.scenes.follow import Followed
from grader.scenes.heads.play import BEFORE

# What is computed anew; {n} counts.
HANDED_ON = "hidden state of chunk {n}, by your own weights"


def sequence(run: Run, plays: Sequence[Mapping[str, Any]]) -> Iterator[Followed]:
    """See ``play.sequence``; nothing where a call went through more chunks than there are."""
    (given,) = plays
    chunks = given["x"].split(play.STEPS, dim=1)
    for call in sorted({item.call for item in run.items}):
        items = [item for item in run.items if item.call == call]
        states, weights = ([i.value for i in items if i.key == k] for k in (play.STATE, BEFORE))
        if len(states) > len(chunks):
            return
        expected = torch.zeros_like(states[0])
        for chunk, state, then in zip(chunks, states, weights, strict=False):
            yield Followed(HANDED_ON, state, expected)
            expected = _end(then, chunk, state)


def _end(weights: Mapping[str, torch.Tensor], x: torch.Tensor, state: torch.Tensor) -> torch.Tensor:
    """Return the state (1, N, 4) that a chunk (N, T, 2) ends with."""
    with torch.random.fork_rng(devices=[]):  # a twin takes no draws from others
        layer = nn.RNN(play.INPUTS, play.HIDDEN, batch_first=True)
    own = {name.removeprefix("rnn."): w for name, w in weights.items() if name.startswith("rnn.")}
    layer.load_state_dict(own)
    with torch.no_grad():
        end: torch.Tensor = layer(x, state)[1]
    return end
